using System.Security.Cryptography;
using System.Text;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.TestKit;

public sealed class ReceiptListenerTests
{
    private const string Body = """
        {"receipts":[{"id":"9","pushId":"1","key":"k","target":"d","deviceId":"d","event":"delivered","reason":null,
        "channel":"gateway","at":"2026-01-01T00:00:00Z","seq":2}]}
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_batch_is_recorded_but_its_receipts_count_only_when_acknowledged()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        listener.FailNext(1, 500);
        var wait = listener.WaitForAsync(receipt => receipt.Event == "delivered", Limit, Cancel);

        (await PostAsync(listener, "1", "")).ShouldBe(500);
        listener.Receipts.Items.ShouldBeEmpty();
        (await PostAsync(listener, "2", "")).ShouldBe(200);
        (await PostAsync(listener, "3", "")).ShouldBe(200);

        (await wait).ShouldBe(new("9", "1", "k", "d", "d", "delivered", null, "gateway", "2026-01-01T00:00:00Z", 2));
        listener.Batches.Items.Select(batch => (batch.Timestamp, batch.Acknowledged))
            .ShouldBe([("1", false), ("2", true), ("3", true)]);
        listener.Receipts.Items.Count.ShouldBe(2);
        listener.Distinct.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("1767225600", true)]
    [InlineData("1767225601", false)]
    public async Task Openssl_verifies_the_signature_over_timestamp_and_raw_body(string sentTimestamp, bool valid)
    {
        using var key = RSA.Create(2048);
        var signature = key.SignData(
            Encoding.UTF8.GetBytes("1767225600." + Body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        await using var listener = await ReceiptListener.StartAsync(Cancel);

        await PostAsync(listener, sentTimestamp, Convert.ToBase64String(signature));

        var batch = await listener.Batches.WaitForAsync(_ => true, Limit, Cancel);
        (await batch.VerifySignatureWithOpensslAsync(key.ExportSubjectPublicKeyInfoPem(), Cancel)).ShouldBe(valid);
    }

    [Fact]
    public async Task Waiting_for_what_does_not_come_fails_and_shows_what_came()
    {
        var lines = new Recording<string>();
        lines.Add("something else");
        lines.End("the process ended");

        var late = await Should.ThrowAsync<TimeoutException>(() => lines.WaitForAsync(_ => false, Limit, Cancel, "X"));

        late.Message.ShouldContain("X did not come");
        late.Message.ShouldContain("something else");
    }

    private static async Task<int> PostAsync(ReceiptListener listener, string timestamp, string signature)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, listener.Address) { Content = new StringContent(Body) };
        request.Headers.Add("X-Pushway-Key-Id", "key");
        request.Headers.Add("X-Pushway-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("X-Pushway-Signature", signature);
        using var response = await http.SendAsync(request, Cancel);
        return (int)response.StatusCode;
    }
}
