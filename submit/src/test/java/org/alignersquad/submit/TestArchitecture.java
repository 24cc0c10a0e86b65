package org.alignersquad.submit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, as drawn in ARCHITECTURE.md. */
class TestArchitecture {
    private static final JavaClasses CODE =
            new ClassFileImporter().withImportOption(new DoNotIncludeTests()).importPackages("org.alignersquad");

    private static final String CORE = "org.alignersquad.core..";
    private static final String MODELS = "org.alignersquad.models..";
    private static final String SYNTH = "org.alignersquad.synth..";
    private static final String TRAIN = "org.alignersquad.train..";
    private static final String ALIGN = "org.alignersquad.align..";
    private static final String SUBMIT = "org.alignersquad.submit..";

    @Test
    void coreKnowsNoOtherModule() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODELS, SYNTH, TRAIN, ALIGN, SUBMIT)
                .check(CODE);
    }

    @Test
    void modelsStandAlone() {
        noClasses()
                .that()
                .resideInAPackage(MODELS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CORE, SYNTH, TRAIN, ALIGN, SUBMIT, "org.apache.spark..")
                .check(CODE);
    }

    @Test
    void synthMeetsTheOthersInFiles() {
        noClasses()
                .that()
                .resideInAPackage(SYNTH)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MODELS, TRAIN, ALIGN, SUBMIT)
                .check(CODE);
    }

    @Test
    void trainMeetsTheOthersInFiles() {
        noClasses()
                .that()
                .resideInAPackage(TRAIN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SYNTH, ALIGN, SUBMIT)
                .check(CODE);
    }

    @Test
    void alignMeetsTheOthersInFiles() {
        noClasses()
                .that()
                .resideInAPackage(ALIGN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SYNTH, TRAIN, SUBMIT)
                .check(CODE);
    }

    @Test
    void coreUsesSparkInOnePackage() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .and()
                .resideOutsideOfPackage("org.alignersquad.core.spark..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.spark..", "scala..")
                .check(CODE);
    }

    @Test
    void djlIsForModelsAndTheirUsers() {
        noClasses()
                .that()
                .resideInAnyPackage(CORE, SYNTH, SUBMIT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.djl..")
                .check(CODE);
    }

    @Test
    void engineInternalsAreCalledFromOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.alignersquad.models.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl.pytorch..")
                .check(CODE);
    }

    @Test
    void recipesAreRecords() {
        classes()
                .that()
                .haveNameMatching(".*(Recipe|Config)")
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .check(CODE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.alignersquad.(*).(*)..")
                .should()
                .beFreeOfCycles()
                .check(CODE);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SUBMIT)
                .and()
                .haveSimpleNameNotEndingWith("Server")
                .and()
                .haveSimpleNameNotEndingWith("Dump")
                .should()
                .accessField(System.class, "out")
                .check(CODE);
    }
}
