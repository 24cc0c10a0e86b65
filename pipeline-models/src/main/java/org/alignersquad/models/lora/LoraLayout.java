package org.alignersquad.models.lora;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.alignersquad.models.architecture.EncoderConfig;
import org.alignersquad.models.architecture.ModelConfig;
import org.alignersquad.models.architecture.ParameterSpec;

/**
 * Which parameters of a model an adapter has to do with.
 *
 * @param adapted places of adapted matrices among the model's parameters
 * @param saved places of parameters that are trained whole
 */
record LoraLayout(List<ParameterSpec> parameters, List<Integer> adapted, List<Integer> saved, boolean fanInFanOut) {
    private static final String WEIGHT = ".weight";

    /** @throws IllegalArgumentException for a name that fits no layer, with the names that would */
    static LoraLayout of(ModelConfig model, LoraConfig config) {
        List<ParameterSpec> parameters = model.parameters();
        List<String> whole = whole(model, config);
        List<Integer> saved = places(parameters, spec -> inside(whole, module(spec)));
        List<Integer> adapted = places(
                parameters,
                spec -> linear(spec) && targets(config, module(spec)) && !inside(implied(model), module(spec)));
        LoraLayout layout = new LoraLayout(parameters, adapted, saved, model.fanInFanOut());
        for (String name : config.targetModules())
            if (!name.equals(LoraConfig.ALL_LINEAR)) layout.check("target_modules", name, adapted);
        for (String name : notImplied(model, config.modulesToSave())) layout.check("modules_to_save", name, saved);
        for (int place : saved)
            if (adapted.contains(place))
                throw new IllegalArgumentException(
                        module(parameters.get(place)) + " is in target_modules and in modules_to_save");
        return layout;
    }

    /** Modules that PEFT trains whole without being told: a classifier's head. */
    private static List<String> implied(ModelConfig model) {
        return model instanceof EncoderConfig ? LoraConfig.HEADS : List.of();
    }

    static List<String> notImplied(ModelConfig model, List<String> names) {
        return names.stream().filter(name -> !implied(model).contains(name)).toList();
    }

    /** The names of all modules that are trained whole, as PEFT lists them. */
    static List<String> whole(ModelConfig model, LoraConfig config) {
        return Stream.concat(config.modulesToSave().stream(), implied(model).stream())
                .distinct()
                .toList();
    }

    /** Whether a module has one of the names, or lies in a module that has. */
    private static boolean inside(List<String> names, String module) {
        for (int end = module.length(); end > 0; end = module.lastIndexOf('.', end - 1))
            if (LoraConfig.matches(names, module.substring(0, end))) return true;
        return false;
    }

    private static List<Integer> places(List<ParameterSpec> parameters, Predicate<ParameterSpec> wanted) {
        return IntStream.range(0, parameters.size())
                .filter(i -> wanted.test(parameters.get(i)))
                .boxed()
                .toList();
    }

    /** Weight decay is for matrices of linear layers, and for nothing else. */
    static boolean linear(ParameterSpec spec) {
        return spec.decayed() && spec.shape().length == 2 && spec.name().endsWith(WEIGHT);
    }

    private static boolean targets(LoraConfig config, String module) {
        if (LoraConfig.matches(config.targetModules(), module)) return true;
        boolean head = LoraConfig.matches(List.of("lm_head", "embed_out"), module);
        return config.targetModules().contains(LoraConfig.ALL_LINEAR)
                && !head
                && !inside(config.modulesToSave(), module);
    }

    private void check(String field, String name, List<Integer> places) {
        boolean found =
                places.stream().anyMatch(place -> LoraConfig.matches(List.of(name), module(parameters.get(place))));
        if (found) return;
        Set<String> ends = new TreeSet<>();
        for (ParameterSpec spec : parameters)
            if (field.equals("modules_to_save") || linear(spec))
                ends.add(module(spec).replaceFirst(".*\\.", ""));
        throw new IllegalArgumentException(field + ": no module is named '" + name + "', there are " + ends);
    }

    /** The name of the module that a parameter is part of. */
    static String module(ParameterSpec spec) {
        String name = spec.name();
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** What is trained: A (r × in) and B (out × r) of every adapted matrix, then what is trained whole. */
    List<ParameterSpec> trained(int r) {
        List<ParameterSpec> trained = new ArrayList<>();
        for (int place : adapted) {
            ParameterSpec spec = parameters.get(place);
            // the bound of PEFT's uniform start, sqrt(1 / in), as a standard deviation
            double std = Math.sqrt(1.0 / (3.0 * in(spec)));
            trained.add(ParameterSpec.matrix(module(spec) + ".lora_A.weight", std, r, in(spec)));
            trained.add(ParameterSpec.matrix(module(spec) + ".lora_B.weight", 0, out(spec), r));
        }
        for (int place : saved) trained.add(parameters.get(place));
        return List.copyOf(trained);
    }

    private long in(ParameterSpec spec) {
        return spec.shape()[fanInFanOut ? 0 : 1];
    }

    private long out(ParameterSpec spec) {
        return spec.shape()[fanInFanOut ? 1 : 0];
    }
}
