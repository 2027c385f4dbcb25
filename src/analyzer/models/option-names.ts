// Read off TensorFlow.js's declarations by `npx tsx scripts/make-option-names.ts`; a test compares.

/** The options of functions, by their documented names; names apart by a space. */
export const FUNCTION_OPTIONS: Readonly<Record<string, string>> = {
  'callbacks.earlyStopping': 'baseline minDelta mode monitor patience restoreBestWeights verbose',
  'constraints.maxNorm': 'axis maxValue',
  'constraints.minMaxNorm': 'axis maxValue minValue rate',
  'constraints.unitNorm': 'axis',
  'initializers.constant': 'value',
  'initializers.glorotNormal': 'seed',
  'initializers.glorotUniform': 'seed',
  'initializers.heNormal': 'seed',
  'initializers.heUniform': 'seed',
  'initializers.identity': 'gain',
  'initializers.leCunNormal': 'seed',
  'initializers.leCunUniform': 'seed',
  'initializers.orthogonal': 'gain seed',
  'initializers.randomNormal': 'mean seed stddev',
  'initializers.randomUniform': 'maxval minval seed',
  'initializers.truncatedNormal': 'mean seed stddev',
  'initializers.varianceScaling': 'distribution mode scale seed',
  input: 'batchShape dtype name shape sparse',
  'layers.activation':
    'activation batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.add': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.alphaDropout':
    'batchInputShape batchSize dtype inputDType inputShape name noiseShape rate trainable weights',
  'layers.average': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.averagePooling1d':
    'batchInputShape batchSize dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.averagePooling2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.averagePooling3d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.avgPool1d':
    'batchInputShape batchSize dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.avgPool2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.avgPool3d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.avgPooling1d':
    'batchInputShape batchSize dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.avgPooling2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.avgPooling3d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.batchNormalization':
    'axis batchInputShape batchSize betaConstraint betaInitializer betaRegularizer center dtype epsilon gammaConstraint gammaInitializer gammaRegularizer inputDType inputShape momentum movingMeanInitializer movingVarianceInitializer name scale trainable weights',
  'layers.bidirectional':
    'batchInputShape batchSize dtype inputDType inputShape layer mergeMode name trainable weights',
  'layers.categoryEncoding':
    'batchInputShape batchSize dtype inputDType inputShape name numTokens outputMode trainable weights',
  'layers.centerCrop':
    'batchInputShape batchSize dtype height inputDType inputShape name trainable weights width',
  'layers.concatenate': 'axis batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.conv1d':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat dilationRate dtype filters inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding strides trainable useBias weights',
  'layers.conv2d':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat dilationRate dtype filters inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding strides trainable useBias weights',
  'layers.conv2dTranspose':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat dilationRate dtype filters inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding strides trainable useBias weights',
  'layers.conv3d':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat dilationRate dtype filters inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding strides trainable useBias weights',
  'layers.conv3dTranspose':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat dilationRate dtype filters inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding strides trainable useBias weights',
  'layers.convLstm2d':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer cell dataFormat dilationRate dropout dropoutFunc dtype filters goBackwards implementation inputDType inputDim inputLength inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding recurrentActivation recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer returnSequences returnState stateful strides trainable unitForgetBias unroll useBias weights',
  'layers.convLstm2dCell':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat dilationRate dropout dropoutFunc dtype filters implementation inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding recurrentActivation recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer strides trainable unitForgetBias useBias weights',
  'layers.cropping2D':
    'batchInputShape batchSize cropping dataFormat dtype inputDType inputShape name trainable weights',
  'layers.dense':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dtype inputDType inputDim inputShape kernelConstraint kernelInitializer kernelRegularizer name trainable units useBias weights',
  'layers.depthwiseConv2d':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat depthMultiplier depthwiseConstraint depthwiseInitializer depthwiseRegularizer dilationRate dtype inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding strides trainable useBias weights',
  'layers.dot': 'axes batchInputShape batchSize dtype inputDType inputShape name normalize trainable weights',
  'layers.dropout':
    'batchInputShape batchSize dtype inputDType inputShape name noiseShape rate seed trainable weights',
  'layers.elu': 'alpha batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.embedding':
    'activityRegularizer batchInputShape batchSize dtype embeddingsConstraint embeddingsInitializer embeddingsRegularizer inputDType inputDim inputLength inputShape maskZero name outputDim trainable weights',
  'layers.flatten': 'batchInputShape batchSize dataFormat dtype inputDType inputShape name trainable weights',
  'layers.gaussianDropout':
    'batchInputShape batchSize dtype inputDType inputShape name rate trainable weights',
  'layers.gaussianNoise':
    'batchInputShape batchSize dtype inputDType inputShape name stddev trainable weights',
  'layers.globalAveragePooling1d':
    'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.globalAveragePooling2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name trainable weights',
  'layers.globalMaxPool1d': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.globalMaxPool2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name trainable weights',
  'layers.globalMaxPooling1d': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.globalMaxPooling2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name trainable weights',
  'layers.gru':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer cell dropout dropoutFunc dtype goBackwards implementation inputDType inputDim inputLength inputShape kernelConstraint kernelInitializer kernelRegularizer name recurrentActivation recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer returnSequences returnState stateful trainable units unroll useBias weights',
  'layers.gruCell':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dropout dropoutFunc dtype implementation inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer name recurrentActivation recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer resetAfter trainable units useBias weights',
  'layers.input': 'batchShape dtype name shape sparse',
  'layers.inputLayer': 'batchInputShape batchSize dtype inputShape name sparse',
  'layers.layerNormalization':
    'axis batchInputShape batchSize betaInitializer betaRegularizer center dtype epsilon gammaInitializer gammaRegularizer inputDType inputShape name scale trainable weights',
  'layers.leakyReLU': 'alpha batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.lstm':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer cell dropout dropoutFunc dtype goBackwards implementation inputDType inputDim inputLength inputShape kernelConstraint kernelInitializer kernelRegularizer name recurrentActivation recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer returnSequences returnState stateful trainable unitForgetBias units unroll useBias weights',
  'layers.lstmCell':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dropout dropoutFunc dtype implementation inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer name recurrentActivation recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer trainable unitForgetBias units useBias weights',
  'layers.masking': 'batchInputShape batchSize dtype inputDType inputShape maskValue name trainable weights',
  'layers.maxPool1d':
    'batchInputShape batchSize dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.maxPool2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.maxPooling1d':
    'batchInputShape batchSize dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.maxPooling2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.maxPooling3d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding poolSize strides trainable weights',
  'layers.maximum': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.minimum': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.multiply': 'batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.permute': 'batchInputShape batchSize dims dtype inputDType inputShape name trainable weights',
  'layers.prelu':
    'alphaConstraint alphaInitializer alphaRegularizer batchInputShape batchSize dtype inputDType inputShape name sharedAxes trainable weights',
  'layers.randomWidth':
    'autoVectorize batchInputShape batchSize dtype factor inputDType inputShape interpolation name seed trainable weights',
  'layers.reLU': 'batchInputShape batchSize dtype inputDType inputShape maxValue name trainable weights',
  'layers.repeatVector': 'batchInputShape batchSize dtype inputDType inputShape n name trainable weights',
  'layers.rescaling':
    'batchInputShape batchSize dtype inputDType inputShape name offset scale trainable weights',
  'layers.reshape':
    'batchInputShape batchSize dtype inputDType inputShape name targetShape trainable weights',
  'layers.resizing':
    'batchInputShape batchSize cropToAspectRatio dtype height inputDType inputShape interpolation name trainable weights width',
  'layers.rnn':
    'batchInputShape batchSize cell dtype goBackwards inputDType inputDim inputLength inputShape name returnSequences returnState stateful trainable unroll weights',
  'layers.separableConv2d':
    'activation activityRegularizer batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dataFormat depthMultiplier depthwiseConstraint depthwiseInitializer depthwiseRegularizer dilationRate dtype filters inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer kernelSize name padding pointwiseConstraint pointwiseInitializer pointwiseRegularizer strides trainable useBias weights',
  'layers.simpleRNN':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer cell dropout dropoutFunc dtype goBackwards inputDType inputDim inputLength inputShape kernelConstraint kernelInitializer kernelRegularizer name recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer returnSequences returnState stateful trainable units unroll useBias weights',
  'layers.simpleRNNCell':
    'activation batchInputShape batchSize biasConstraint biasInitializer biasRegularizer dropout dropoutFunc dtype inputDType inputShape kernelConstraint kernelInitializer kernelRegularizer name recurrentConstraint recurrentDropout recurrentInitializer recurrentRegularizer trainable units useBias weights',
  'layers.softmax': 'axis batchInputShape batchSize dtype inputDType inputShape name trainable weights',
  'layers.spatialDropout1d':
    'batch_input_shape batch_size dtype input_dtype input_shape name rate seed trainable',
  'layers.stackedRNNCells':
    'batchInputShape batchSize cells dtype inputDType inputShape name trainable weights',
  'layers.thresholdedReLU':
    'batchInputShape batchSize dtype inputDType inputShape name theta trainable weights',
  'layers.timeDistributed':
    'batchInputShape batchSize dtype inputDType inputShape layer name trainable weights',
  'layers.upSampling2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape interpolation name size trainable weights',
  'layers.zeroPadding2d':
    'batchInputShape batchSize dataFormat dtype inputDType inputShape name padding trainable weights',
  loadLayersModel:
    'fetchFunc fromTFHub onProgress requestInit streamWeights strict weightPathPrefix weightUrlConverter',
  model: 'inputs name outputs',
  'regularizers.l1': 'l1',
  'regularizers.l1l2': 'l1 l2',
  'regularizers.l2': 'l2',
  sequential: 'layers name',
};

/** The options of a layers model's methods. */
export const MODEL_OPTIONS: Readonly<Record<string, string>> = {
  compile: 'loss metrics optimizer',
  evaluate: 'batchSize sampleWeight steps verbose',
  evaluateDataset: 'batches verbose',
  fit: 'batchSize callbacks classWeight epochs initialEpoch sampleWeight shuffle stepsPerEpoch validationData validationSplit validationSteps verbose yieldEvery',
  fitDataset:
    'batchesPerEpoch callbacks classWeight epochs initialEpoch validationBatchSize validationBatches validationData verbose yieldEvery',
  predict: 'batchSize verbose',
  save: 'includeOptimizer trainableOnly',
};
