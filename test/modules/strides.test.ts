import { describe, expect, test } from 'vitest';
import { StubBackbone, thrownBy } from './parts.ts';

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
