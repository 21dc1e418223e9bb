/**
 * What the Java machines of tests are started with. They live for seconds or run plans that are all different, so code that is compiled well is
 * hardly run again: C2 takes half of their time. With its one compiler Java would reserve little room for code, and sweep it all the time.
 */
export const QUICK_JAVA = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC";

/** For Spark's scripts: the driver of whatever is submitted, a master and workers, and the launcher that comes before each. */
export const QUICK_SPARK = {
  SPARK_SUBMIT_OPTS: QUICK_JAVA,
  SPARK_DAEMON_JAVA_OPTS: QUICK_JAVA,
  SPARK_LAUNCHER_OPTS: QUICK_JAVA,
};
