package org.alignersquad.train.files;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** A Hadoop configuration that travels to tasks. */
public record HadoopSettings(Map<String, String> entries) implements Serializable {
    public static HadoopSettings of(Configuration conf) {
        Map<String, String> entries = new HashMap<>();
        conf.forEach(entry -> entries.put(entry.getKey(), entry.getValue()));
        return new HadoopSettings(entries);
    }

    public Configuration configuration() {
        Configuration conf = new Configuration(false);
        entries.forEach(conf::set);
        return conf;
    }
}
