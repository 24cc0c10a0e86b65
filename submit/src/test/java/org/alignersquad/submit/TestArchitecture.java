package org.alignersquad.submit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies, as drawn in ARCHITECTURE.md. */
@AnalyzeClasses(packages = "org.alignersquad", importOptions = DoNotIncludeTests.class)
class TestArchitecture {
    private static final String CORE = "org.alignersquad.core..";
    private static final String MODELS = "org.alignersquad.models..";
    private static final String SYNTH = "org.alignersquad.synth..";
    private static final String TRAIN = "org.alignersquad.train..";
    private static final String ALIGN = "org.alignersquad.align..";
    private static final String SUBMIT = "org.alignersquad.submit..";

    @ArchTest
    static final ArchRule coreKnowsNoOtherModule = noClasses()
            .that()
            .resideInAPackage(CORE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MODELS, SYNTH, TRAIN, ALIGN, SUBMIT);

    @ArchTest
    static final ArchRule modelsStandAlone = noClasses()
            .that()
            .resideInAPackage(MODELS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CORE, SYNTH, TRAIN, ALIGN, SUBMIT, "org.apache.spark..");

    @ArchTest
    static final ArchRule synthMeetsTheOthersInFiles = noClasses()
            .that()
            .resideInAPackage(SYNTH)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(MODELS, TRAIN, ALIGN, SUBMIT);

    @ArchTest
    static final ArchRule trainMeetsTheOthersInFiles = noClasses()
            .that()
            .resideInAPackage(TRAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SYNTH, ALIGN, SUBMIT);

    @ArchTest
    static final ArchRule alignMeetsTheOthersInFiles = noClasses()
            .that()
            .resideInAPackage(ALIGN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SYNTH, TRAIN, SUBMIT);

    @ArchTest
    static final ArchRule coreUsesSparkInOnePackage = noClasses()
            .that()
            .resideInAPackage(CORE)
            .and()
            .resideOutsideOfPackage("org.alignersquad.core.spark..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..");

    @ArchTest
    static final ArchRule djlIsForModelsAndTheirUsers = noClasses()
            .that()
            .resideInAnyPackage(CORE, SYNTH, SUBMIT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule engineInternalsAreCalledFromOnePackage = noClasses()
            .that()
            .resideOutsideOfPackage("org.alignersquad.models.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule recipesAreRecords = classes()
            .that()
            .haveSimpleNameEndingWith("Recipe")
            .or()
            .haveSimpleNameEndingWith("Config")
            .should()
            .beRecords();

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("org.alignersquad.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackage(SUBMIT)
            .and()
            .haveSimpleNameNotEndingWith("Server")
            .and()
            .haveSimpleNameNotEndingWith("Dump")
            .should()
            .accessField(System.class, "out");
}
