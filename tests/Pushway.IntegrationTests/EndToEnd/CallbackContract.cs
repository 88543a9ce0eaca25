using System.Net;
using System.Text.Json;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.EndToEnd;

/// <summary>Callbacks as their owners try them, and what stays of those that nobody took.</summary>
public abstract class CallbackContract(RunningNode node) : EndToEndContract(node)
{
    [Fact]
    public async Task A_receipt_that_the_server_cannot_take_does_not_hold_up_the_others_of_its_batch()
    {
        await using var listener = await ReceiptListener.StartAsync(Cancel);
        await using var apart = await Node.StartAsync(["--Callbacks:BatchSize=20", "--Callbacks:MaxRetrySeconds=1"], Cancel);
        using var api = PushApi.Of(apart);
        await api.PutCallbackAsync(listener.Address, ["rejected"], enabled: true, Cancel);
        var names = Enumerable.Range(0, 20).Select(i => $"unknown-{i:D2}").ToList();
        listener.RefuseWith(receipt => receipt.Target == names[7]);

        await PushAsync(api, ToDevices(names), Unique("lost"));

        await listener.Receipts.WaitUntilAsync(_ => listener.Distinct.Count == 19, Limit * 2, Cancel);
        listener.Distinct.Select(receipt => receipt.Target).ShouldBe(names.Where(name => name != names[7]), ignoreOrder: true);
        var later = await PushAsync(api, ToDevices("unknown-later"), Unique("later"));
        await listener.WaitForAsync(receipt => receipt.PushId == later, Limit, Cancel);
        listener.RefuseWith(_ => false);
        await listener.WaitForAsync(receipt => receipt.Target == names[7], Limit, Cancel);
    }

    [Fact]
    public async Task A_test_call_is_signed_and_says_what_the_server_answered()
    {
        await using var apart = await Node.StartAsync([], Cancel);
        using var api = PushApi.Of(apart);
        (await TestAsync(api)).Code.ShouldBe("callback_not_set");
        var listener = await ReceiptListener.StartAsync(Cancel);
        await api.PutCallbackAsync(listener.Address, ["expired"], enabled: false, Cancel);

        var good = await TestAsync(api);
        listener.FailNext(1, 503);
        var bad = await TestAsync(api);
        var batch = listener.Batches.Items[0];
        await listener.DisposeAsync();
        var nobody = await TestAsync(api);

        good.Status.ShouldBe(HttpStatusCode.OK, good.ToString());
        Said(good).ShouldBe((true, 200, null));
        Said(bad).ShouldBe((false, 503, "The server answered with status 503; only 2xx takes receipts."));
        Said(nobody).ShouldBe((false, null, "No connection to the server could be made, or its address is not allowed."));
        batch.Receipts.ShouldHaveSingleItem().Event.ShouldBe("test");
        (await batch.VerifySignatureWithOpensslAsync((await api.GetPublicKeyAsync(Cancel)).Pem, Cancel)).ShouldBeTrue();

        var codes = new List<string?>();
        for (var i = 0; i < 10; i++) codes.Add((await TestAsync(api)).Code);
        codes.ShouldContain("too_many_calls");
    }

    [Fact]
    public async Task Dead_letters_are_asked_for_in_words_that_are_checked()
    {
        var empty = await GetAsync("/v1/receipts/dead?event=delivered&from=2026-01-01T00:00:00Z&until=2027-01-01T00:00:00Z&limit=5");
        empty.Body.GetRawText().ShouldBe("""{"items":[],"next":null}""");

        (await GetAsync("/v1/receipts/dead?event=eaten")).Code.ShouldBe("query_invalid");
        (await GetAsync("/v1/receipts/dead?from=soon")).Code.ShouldBe("query_invalid");
        (await GetAsync("/v1/receipts/dead?limit=0")).Code.ShouldBe("limit_invalid");
        (await ResendAsync("""{"ids":["17"]}""")).Body.GetRawText().ShouldBe("""{"resent":0}""");
        (await ResendAsync("""{"all":true}""")).Body.GetRawText().ShouldBe("""{"resent":0}""");
        foreach (var wrong in new[] { "{}", """{"all":false}""", """{"ids":[]}""", """{"ids":["x"]}""", """{"ids":["1"],"all":true}""" })
            (await ResendAsync(wrong)).Code.ShouldBe("resend_invalid", wrong);
    }

    private Task<ApiAnswer> GetAsync(string path) => Api.SendAsync(new(HttpMethod.Get, path), Cancel);

    private Task<ApiAnswer> ResendAsync(string body) => Api.SendAsync(
        new(HttpMethod.Post, "/v1/receipts/dead/resend")
        {
            Content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
        },
        Cancel);

    private static Task<ApiAnswer> TestAsync(PushApi api) => api.SendAsync(new(HttpMethod.Post, "/v1/callback/test"), Cancel);

    private static (bool, int?, string?) Said(ApiAnswer answer)
    {
        var status = answer.Body.GetProperty("status");
        return (answer.Body.GetProperty("taken").GetBoolean(),
            status.ValueKind == JsonValueKind.Null ? null : status.GetInt32(), Text(answer.Body, "error"));
    }
}

public sealed class SqliteCallbackTests(SqliteNode node) : CallbackContract(node), IClassFixture<SqliteNode>;

public sealed class PostgresCallbackTests(PostgresNode node) : CallbackContract(node), IClassFixture<PostgresNode>;
