/** A page that shows files, how far they are covered, and what is said of their lines; whoever has such a report can make one. */
export type {
  PageFigure,
  PageFile,
  PageFraction,
  PageKind,
  PageLevel,
  PageMark,
  PageModel,
} from './model.ts';
export { escapeMarkup, reportPage } from './page.ts';
