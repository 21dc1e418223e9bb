import type { FunctionFamily } from "./function-line.js";

export const VECTOR: FunctionFamily = {
  vector_avg: { takes: "col", doc: "The mean of all vectors, which are arrays of float, as an aggregate." },
  vector_cosine_similarity: {
    takes: "left, right",
    gives: "number",
    doc: "The cosine of the angle between two vectors.",
  },
  vector_inner_product: { takes: "left, right", gives: "number", doc: "The inner product of two vectors." },
  vector_l2_distance: {
    takes: "left, right",
    gives: "number",
    doc: "The Euclidean distance of two vectors.",
  },
  vector_norm: {
    takes: "vector, degree?",
    gives: "number",
    doc: "The length of a vector in the norm of a degree, 2 if it isn't given.",
  },
  vector_normalize: { takes: "vector, degree?", doc: "A vector of the same direction whose length is 1." },
  vector_sum: { takes: "col", doc: "The sum of all vectors, which are arrays of float, as an aggregate." },
};
