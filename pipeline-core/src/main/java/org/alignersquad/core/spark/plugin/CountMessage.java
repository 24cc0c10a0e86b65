package org.alignersquad.core.spark.plugin;

import java.io.Serializable;
import java.util.Map;

/** Counts since the last message, by name. */
record CountMessage(Map<String, Double> counters) implements Serializable {}
