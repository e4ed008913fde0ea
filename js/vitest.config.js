// A busy machine is no fault of the code: a test that never ends is stopped, a slow one is not.
export default {
  test: {
    environment: "happy-dom",
    include: ["test/**/*.test.js"],
    restoreMocks: true,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
};
