using System.Security.Cryptography;
using Pushway.TestKit;

namespace Pushway.IntegrationTests.Chaos;

/// <summary>Each rule sees the fault it is there for, and nothing else, in histories made by hand.</summary>
public sealed class RulesTests
{
    private const string Phone = "phone";
    private static readonly ChaosPush ToPhone = new("p1", PushKind.Devices, [Phone]);
    private static readonly ChaosPush ToAll = new("p2", PushKind.Everyone, []);
    private static readonly ChaosPush ToAnn = new("p3", PushKind.Users, ["ann"]);
    private readonly History _history = new();
    private readonly Dictionary<string, PushTrace> _traces = [];
    private int _call;

    [Fact]
    public void A_push_that_a_device_never_confirmed_is_lost()
    {
        Accept(ToPhone, "10");
        Arrive(ToPhone, Phone, "11", confirm: false);

        DeliveryRules.Check(Evidence()).ShouldHaveSingleItem();

        _history.Add(new Confirmed(Phone, 1, ToPhone.Key, Phone, "11"));
        _traces[ToPhone.Key] = Trace("10", Phone, "Delivered");
        DeliveryRules.Check(Evidence()).ShouldBeEmpty();
    }

    [Fact]
    public void A_broadcast_is_for_every_device()
    {
        Accept(ToAll, "10", Trace("10", Phone, "Delivered"));
        Arrive(ToAll, ChaosPush.ToAll, "10");

        DeliveryRules.Check(Evidence()).ShouldBeEmpty();
        DeliveryRules.Check(Evidence(Phone, "tablet")).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_message_to_a_user_is_for_the_device_the_user_was_bound_on_all_the_time()
    {
        Bind("ann");
        Accept(ToAnn, "10", new PushTrace("10", "Done", [new TraceItem("12", "p3/ann", "ann", "tablet", "Delivered")]));
        _history.Add(new Confirmed("tablet", 2, ToAnn.Key, "ann", "12"));

        DeliveryRules.Check(Evidence()).ShouldHaveSingleItem();

        Bind("ben");
        DeliveryRules.Check(Evidence()).ShouldBeEmpty();
    }

    [Fact]
    public void Delivered_without_a_confirmation_is_made_up()
    {
        Accept(ToPhone, "10", Trace("10", Phone, "Delivered"));
        Arrive(ToPhone, Phone, "11", confirm: false);

        DeliveryRules.Check(Evidence()).Count().ShouldBe(2);
    }

    [Fact]
    public void A_message_under_two_ids_is_seen_and_a_repeat_on_another_connection_is_not()
    {
        Accept(ToPhone, "10");
        Arrive(ToPhone, Phone, "11");
        Arrive(ToPhone, Phone, "11", connection: 2);
        IdentityRules.Check(Evidence()).ShouldBeEmpty();

        Arrive(ToPhone, Phone, "12", connection: 3);
        IdentityRules.Check(Evidence()).ShouldHaveSingleItem();
    }

    [Fact]
    public void Two_pushes_of_one_idempotency_key_are_seen()
    {
        Accept(ToPhone, "10");
        Accept(ToPhone, "20");

        IdentityRules.Check(Evidence()).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_message_for_the_user_before_may_come_until_the_fence_and_not_after_it()
    {
        Connect(1);
        Bind("ann");
        Bind("ben");
        Arrive(ToAnn, "ann", "11");
        BindingRules.Check(Evidence()).ShouldBeEmpty();
        BindingRules.CountOvertaken(Evidence()).ShouldBe(1);

        _history.Add(new Fenced(Phone, 1, _call));
        Arrive(ToAnn, "ann", "12");
        BindingRules.Check(Evidence()).ShouldHaveSingleItem();

        Connect(2);
        Arrive(ToAnn, "ann", "11", connection: 2);
        BindingRules.Check(Evidence()).Count().ShouldBe(2);
    }

    [Fact]
    public void A_bind_that_has_begun_allows_messages_for_its_user()
    {
        Bind("ben");
        Connect(1);
        _history.Add(new BindingCalled(Phone, ++_call, "ann"));
        Arrive(ToAnn, "ann", "11");

        BindingRules.Check(Evidence()).ShouldBeEmpty();
    }

    [Fact]
    public void A_broadcast_that_comes_after_a_later_message_is_seen()
    {
        Accept(ToAll, "10");
        Accept(ToPhone, "20");
        Connect(1);
        Arrive(ToPhone, Phone, "21");
        OrderRules.Check(Evidence()).ShouldBeEmpty();

        Arrive(ToAll, ChaosPush.ToAll, "10");
        OrderRules.Check(Evidence()).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_missing_and_an_invented_receipt_are_seen()
    {
        Accept(ToPhone, "10", Trace("10", Phone, "Delivered"));

        ReceiptRules.Check(Evidence()).ShouldHaveSingleItem();
        ReceiptRules.Check(Evidence([Receipt("1", "p1/phone")], Phone)).ShouldBeEmpty();
        ReceiptRules.Check(Evidence([Receipt("1", "p1/phone"), Receipt("2", "p1/phone")], Phone)).ShouldHaveSingleItem();
        ReceiptRules.Check(Evidence([Receipt("1", "p1/phone"), Receipt("2", "p9/phone")], Phone)).ShouldHaveSingleItem();
    }

    private void Accept(ChaosPush push, string id, PushTrace? trace = null)
    {
        _history.Add(new PushCalled(push));
        _history.Add(new PushAnswered(push, id));
        _traces[push.Key] = trace ?? new PushTrace(id, "Running", []);
    }

    private void Connect(int connection) => _history.Add(new Connecting(Phone, connection));

    private void Arrive(ChaosPush push, string target, string id, bool confirm = true, int connection = 1)
    {
        _history.Add(new Arrived(Phone, connection, push.Key, target, id, push.Key));
        if (confirm) _history.Add(new Confirmed(Phone, connection, push.Key, target, id));
    }

    private void Bind(string user)
    {
        _history.Add(new BindingCalled(Phone, ++_call, user));
        _history.Add(new BindingAnswered(Phone, _call, user));
    }

    private static PushTrace Trace(string id, string device, string state) =>
        new(id, "Done", [new TraceItem("11", "p1/phone", device, device, state)]);

    private static Receipt Receipt(string id, string key) =>
        new(id, "10", key, Phone, Phone, "delivered", null, "own", "", 1);

    private Evidence Evidence(params string[] devices) => Evidence([], devices.Length == 0 ? [Phone] : devices);

    private Evidence Evidence(IReadOnlyList<Receipt> receipts, params string[] devices)
    {
        using var rsa = RSA.Create();
        return new Evidence
        {
            History = _history,
            All = _history.All,
            Devices = devices,
            Traces = _traces,
            Batches = receipts.Count == 0 ? [] : [Signed(rsa, receipts)],
            PublicKey = new PublicKey("key", rsa.ExportSubjectPublicKeyInfoPem()),
        };
    }

    private static ReceiptBatch Signed(RSA rsa, IReadOnlyList<Receipt> receipts)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(
            new { receipts }, System.Text.Json.JsonSerializerOptions.Web);
        byte[] signed = [.. "5."u8, .. body];
        var signature = rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new ReceiptBatch(body, "key", "5", Convert.ToBase64String(signature), 200);
    }
}
