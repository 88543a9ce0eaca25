using System.Security.Cryptography;
using System.Text;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>Each delivered message has one receipt, each receipt tells of something that happened, and all are signed.</summary>
internal static class ReceiptRules
{
    private const string One = "a delivered message has exactly one receipt, and no other has one";

    public static IEnumerable<Violation> Check(Evidence evidence) =>
        CheckSignatures(evidence).Concat(CheckDelivered(evidence)).Concat(CheckRepeats(evidence)).Concat(CheckEvents(evidence));

    /// <summary>Deliveries whose receipt has not come.</summary>
    public static int CountMissing(IEnumerable<PushTrace> traces, IReadOnlyList<Receipt> receipts)
    {
        var seen = Delivered(receipts).Select(receipt => (receipt.PushId, receipt.DeviceId, receipt.Key!)).ToHashSet();
        return traces.Sum(trace => trace.Items.Count(
            item => item.IsDelivered && !seen.Contains((trace.Id, item.Device, item.Key))));
    }

    private static IEnumerable<Receipt> Delivered(IEnumerable<Receipt> receipts) =>
        receipts.Where(receipt => receipt.Event == "delivered");

    private static IEnumerable<Violation> CheckDelivered(Evidence evidence)
    {
        var received = Delivered(evidence.Receipts).DistinctBy(receipt => receipt.Id)
            .ToLookup(receipt => (receipt.PushId, receipt.DeviceId, receipt.Key!));
        var due = evidence.Traces.SelectMany(trace => trace.Value.Items.Where(item => item.IsDelivered)
            .Select(item => (Push: trace.Key, Key: (trace.Value.Id, item.Device, item.Key)))).ToList();
        foreach (var (push, key) in due.Where(one => received[one.Key].Count() != 1))
        {
            var ids = string.Join(' ', received[key].Select(receipt => receipt.Id));
            yield return evidence.Violated(One, $"{key}: receipts [{ids}]", push, key.Device!);
        }
        var known = due.Select(one => one.Key).ToHashSet();
        foreach (var receipt in received.Where(group => !known.Contains(group.Key)).SelectMany(group => group))
        {
            yield return evidence.Violated(One, $"not delivered: {receipt}", "", receipt.DeviceId ?? "");
        }
    }

    private static IEnumerable<Violation> CheckRepeats(Evidence evidence) =>
        from receipt in evidence.Receipts
        group receipt by receipt.Id into same
        where same.Distinct().Count() > 1
        select new Violation("a receipt that comes again is the same", string.Join("\n    ", same));

    private static IEnumerable<Violation> CheckEvents(Evidence evidence) => evidence.Receipts
        .Where(receipt => receipt.Event is not ("delivered" or "revoked"))
        .Select(receipt => new Violation("no receipt tells of what did not happen", receipt.ToString()));

    private static IEnumerable<Violation> CheckSignatures(Evidence evidence)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(evidence.PublicKey.Pem);
        foreach (var batch in evidence.Batches)
        {
            byte[] signed = [.. Encoding.UTF8.GetBytes(batch.Timestamp + "."), .. batch.Body.Span];
            var signature = Convert.FromBase64String(batch.Signature);
            if (batch.KeyId != evidence.PublicKey.Id
                || !rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
            {
                yield return new Violation("a callback is signed", batch.ToString());
            }
        }
    }
}
