import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;

/**
 * Asks the checkers about files. Each line of standard input is a question, its parts parted by tabs; each
 * line of standard output is a part of the answer, and an empty line ends it.
 *
 * <p>{@code verapdf FLAVOUR FILE} answers with the rules that failed, none where the file conforms.
 * {@code dss FILE TRUSTED CRLS} answers with one line a signature; the two lists are parted by colons.
 */
public final class Checkers {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        var out = new java.io.PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, "UTF-8");
        System.setOut(System.err); // what the libraries print is no answer
        var in = new java.io.BufferedReader(new java.io.InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            for (String answer : answer(line.split("\t", -1))) {
                out.println(answer);
            }
            out.println();
        }
    }

    private static List<String> answer(String[] question) {
        try {
            return question[0].equals("verapdf")
                    ? failedRules(question[1], Path.of(question[2]))
                    : signatures(Path.of(question[1]), paths(question[2]), paths(question[3]));
        } catch (Exception | LinkageError error) {
            return List.of(line("error", error.toString()));
        }
    }

    private static List<String> failedRules(String flavour, Path file) throws Exception {
        PDFAFlavour wanted = PDFAFlavour.byFlavourId(flavour);
        Set<String> failed = new LinkedHashSet<>();
        try (InputStream stream = Files.newInputStream(file);
                var parser = Foundries.defaultInstance().createParser(stream, wanted);
                var validator = Foundries.defaultInstance().createValidator(wanted, false)) {
            var result = validator.validate(parser);
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                    failed.add(line("failed", assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber(),
                            assertion.getMessage(), assertion.getLocation().getContext()));
                }
            }
            if (!result.isCompliant() && failed.isEmpty()) {
                failed.add(line("failed", "?", "not compliant, no rule named", ""));
            }
        }
        return List.copyOf(failed);
    }

    private static List<String> signatures(Path file, List<Path> trusted, List<Path> crls) throws Exception {
        var roots = new CommonTrustedCertificateSource();
        for (Path path : trusted) {
            roots.addCertificate(DSSUtils.loadCertificate(path.toFile()));
        }
        var verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(roots);
        verifier.setAIASource(null);
        verifier.setOcspSource(null);
        var lists = new ArrayList<InputStream>();
        for (Path path : crls) {
            lists.add(Files.newInputStream(path));
        }
        verifier.setCrlSource(new ExternalResourcesCRLSource(lists.toArray(InputStream[]::new)));
        var validator = SignedDocumentValidator.fromDocument(new FileDocument(new File(file.toString())));
        validator.setCertificateVerifier(verifier);
        var reports = validator.validateDocument();
        SimpleReport simple = reports.getSimpleReport();
        DiagnosticData data = reports.getDiagnosticData();
        var lines = new ArrayList<String>();
        for (SignatureWrapper one : data.getSignatures()) {
            String id = one.getId();
            var signer = one.getSigningCertificate();
            lines.add(line(
                    "signature",
                    String.join(",", one.getSignatureFieldNames()),
                    String.valueOf(simple.getSignatureFormat(id)),
                    String.valueOf(simple.getIndication(id)),
                    String.valueOf(simple.getSubIndication(id)),
                    String.valueOf(one.isSignatureIntact()),
                    String.valueOf(one.arePdfModificationsDetected()),
                    signer == null ? "" : signer.getCommonName(),
                    signer == null ? "" : signer.getOrganizationName(),
                    String.valueOf(simple.getAdESValidationErrors(id).stream().map(m -> m.getValue()).toList()),
                    String.valueOf(simple.getAdESValidationWarnings(id).stream().map(m -> m.getValue()).toList()),
                    String.valueOf(one.getPdfUndefinedChanges().stream().map(m -> m.getAction() + " " + m.getValue()).toList())));
        }
        for (var stamp : data.getTimestampList()) {
            lines.add(line("timestamp", String.valueOf(stamp.getType()), String.valueOf(stamp.isMessageImprintDataIntact()),
                    String.valueOf(stamp.isSignatureIntact())));
        }
        return lines;
    }

    private static List<Path> paths(String joined) {
        return joined.isEmpty() ? List.of() : java.util.Arrays.stream(joined.split(":")).map(Path::of).toList();
    }

    private static String line(String... parts) {
        var cleaned = new ArrayList<String>();
        for (String part : parts) {
            cleaned.add(String.valueOf(part).replaceAll("[\\t\\r\\n]+", " "));
        }
        return String.join("\t", cleaned);
    }
}
