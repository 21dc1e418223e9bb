/** The door of the room: dtypes, promotion, shapes, arrays without operations. */
export * from "./dtype.js";
export { broadcast_shapes, can_cast, promote_types, result_type } from "./dtype_questions.js";
export * from "./format.js";
export * from "./heap_view.js";
export * from "./layout.js";
export type { ListElement } from "./nested.js";
export * from "./print_options.js";
export { get_printoptions, type PrintOptions, printoptions, set_printoptions } from "./print_options.js";
export * from "./promotion.js";
export { rangeOf } from "./ranges.js";
export * from "./storage.js";
