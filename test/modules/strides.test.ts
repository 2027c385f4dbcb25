import { describe, expect, test } from 'vitest';
import { AutoEncoder } from '../../src/index.ts';
import { StubBackbone, StubDecoder, StubEncoder, thrownBy } from './parts.ts';

const declare = (input: string, shape: string, stride: number) => (): unknown =>
  new StubBackbone({ map: { shape, stride } }, input).declaration;

describe('a stride that the shape bears out', () => {
  test.each<[input: string, shape: string, stride: number]>([
    ['batch height width 3', 'batch height width 8', 1],
    ['batch height width 3', 'batch height//4 width//4 8', 4],
    ['batch height width 3', 'batch (height+3)//4 (width+3)//4 8', 4],
    ['batch height width 3', 'batch ((height+1)//2+1)//2 ((width+1)//2+1)//2 8', 4],
    ['batch height width 3', 'batch (height-2)//2 (width-2)//2 8', 2],
    ['batch 224 224 3', 'batch 56 56 8', 4],
    ['batch 225 225 3', 'batch 57 57 8', 4],
    ['batch 225 225 3', 'batch 56 56 8', 4],
    ['batch height width 3', 'batch rows columns 8', 16], // names of its own say nothing
    ['batch height width 3', 'batch _ _ 8', 16],
    ['batch height width 3', 'batch 8', 32], // no space left
    ['*batch height width 3', '*batch height//2 width//2 8', 4], // runs leave the axes open
    ['batch length 3', 'batch length//2 8', 2],
  ])('%s -> %s at %i', (input, shape, stride) => {
    expect(declare(input, shape, stride)).not.toThrow();
  });
});

describe('a stride that the shape contradicts', () => {
  test.each<[input: string, shape: string, stride: number, says: string]>([
    ['batch height width 3', 'batch height//2 width//2 8', 4, 'its axis 1, height//2, has a stride of 2.'],
    ['batch height width 3', 'batch height//4 width//2 8', 4, 'its axis 2, width//2, has a stride of 2.'],
    ['batch height width 3', 'batch height width 8', 4, 'its axis 1, height, has a stride of 1.'],
    ['batch height width 3', 'batch 2*height 2*width 8', 1, 'its axis 1, 2*height, has a stride of 0.5.'],
    [
      'batch height width 3',
      'batch (height+1)//2//2 (width+1)//2 8',
      4,
      'its axis 2, (width+1)//2, has a stride of 2.',
    ],
    ['batch 224 224 3', 'batch 56 56 8', 8, 'its axis 1, 56, has a stride of 4.'],
  ])('%s -> %s at %i', (input, shape, stride, says) => {
    const error = thrownBy(declare(input, shape, stride));
    expect(error.message).toContain(
      `StubBackbone declares feature map map with stride ${stride}, but ${says}`,
    );
    expect(error).toMatchObject({
      code: 'TP_INTERACTION',
      parts: ['StubBackbone'],
      tensor: 'map',
      actual: stride,
    });
  });
});

describe('strides that a decoder reads', () => {
  const reads =
    (shapes: readonly [coarse: string, fine: string], strides: readonly [number, number]) => (): unknown =>
      new StubDecoder(
        {
          coarse: { shape: shapes[0], stride: strides[0] },
          fine: { shape: shapes[1], stride: strides[1] },
        },
        'batch height width 1',
      ).declaration;

  test.each<[coarse: string, fine: string, strides: readonly [number, number]]>([
    ['batch h w 8', 'batch 2*h 2*w 4', [2, 1]],
    ['batch h w 8', 'batch 4*h 4*w 4', [32, 8]],
    ['batch h//2 w//2 8', 'batch h w 4', [4, 2]],
    ['batch 7 7 8', 'batch 14 14 4', [32, 16]],
    ['batch 7 7 8', 'batch 13 13 4', [32, 16]], // rounded up at the border
    ['batch 6 6 8', 'batch 13 13 4', [32, 16]], // rounded down
    ['batch h w 8', 'batch rows columns 4', [2, 16]], // names of its own say nothing
  ])('%s beside %s at %j agree', (coarse, fine, strides) => {
    expect(reads([coarse, fine], strides)).not.toThrow();
  });

  test.each<[coarse: string, fine: string, strides: readonly [number, number], says: string]>([
    [
      'batch h w 8',
      'batch 2*h 2*w 4',
      [4, 1],
      'map fine with stride 1, but its axis 1, 2*h, has a stride of 2.',
    ],
    ['batch h w 8', 'batch h w 4', [4, 2], 'map fine with stride 2, but its axis 1, h, has a stride of 4.'],
    [
      'batch h//2 w//2 8',
      'batch h w 4',
      [8, 2],
      'map coarse with stride 8, but its axis 1, h//2, has a stride of 4.',
    ],
    [
      'batch 7 7 8',
      'batch 28 28 4',
      [32, 16],
      'map fine with stride 16, but its axis 1, 28, has a stride of 8.',
    ],
  ])('%s beside %s at %j do not', (coarse, fine, strides, says) => {
    expect(thrownBy(reads([coarse, fine], strides)).message).toContain(
      `StubDecoder declares feature ${says}`,
    );
  });
});

describe('a stride that an encoder does not declare is read off its shape', () => {
  const compose = (input: string, latent: string, stride: number) => (): unknown =>
    new AutoEncoder(
      new StubEncoder(input, latent),
      new StubDecoder({ shape: latent.replace(/\b(height|width)\/\/\d+/g, '$1'), stride }, input),
    ).declaration;

  test.each<[input: string, latent: string, stride: number]>([
    ['batch height width 1', 'batch height//4 width//4 8', 4],
    ['batch height width 1', 'batch (height+1)//2 (width+1)//2 8', 2],
    ['batch 32 32 1', 'batch 4 4 8', 8],
  ])('%s -> %s at %i', (input, latent, stride) => {
    expect(compose(input, latent, 2 * stride)).toThrow(
      `its stride is ${stride}, but StubDecoder reads ${2 * stride}`,
    );
    expect(compose(input, latent, stride)).not.toThrow('its stride');
  });

  test.each<[input: string, latent: string]>([
    ['batch height width 1', 'batch height//4 width//2 8'],
    ['batch height width 1', 'batch rows columns 8'],
    ['batch 32 32 1', 'batch 5 5 8'],
    ['... height width 1', '... height//4 width//4 8'],
  ])('%s -> %s tells none', (input, latent) => {
    expect(compose(input, latent, 4)).toThrow("its stride isn't known, but StubDecoder reads stride 4");
  });
});
