using Pushway.Core.Devices;
using Pushway.Core.Events;
using Pushway.Core.Pushes;
using Pushway.Core.Tracing;

namespace Pushway.UnitTests.Core.Tracing;

public sealed class ExplanationTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly OpenConnection Open = new(Start.AddMinutes(-5), "tcp", "mqtt5", "node1");
    private static readonly DeviceCircumstances Unseen = new("android", null, null, null, null);
    private static readonly DeviceCircumstances Away =
        Unseen with { LastSeenAt = Start, LastConnection = new(Open, Start.AddMinutes(-1), "KeepAliveTimeout") };
    private static readonly DeviceCircumstances Connected = Away with { Connection = Open };

    [Fact]
    public void A_user_who_was_never_bound_is_told_apart_from_one_who_left()
    {
        var waiting = Trace(DeliveryState.Waiting, DeliveryReasons.NoBinding) with { Device = null };
        Explanation.Of(waiting, null, new UserCircumstances(0, null))
            .ShouldBe("No device has been bound to this user yet. It waits until 2026-11-01 13:00:00 UTC.");
        Explanation.Of(waiting, null, new UserCircumstances(0, Start.AddDays(-1)))
            .ShouldBe("No device is bound to this user since 2026-10-31 12:00:00 UTC. It waits until 2026-11-01 13:00:00 UTC.");
    }

    [Fact]
    public void A_device_that_is_away_is_told_with_the_end_of_its_last_connection()
    {
        Explanation.Of(Trace(DeliveryState.Waiting), Away, null).ShouldBe(
            "The device is not connected; it last was until 2026-11-01 11:59:00 UTC, when nothing was heard of it any more. "
            + "It waits until 2026-11-01 13:00:00 UTC.");
        Explanation.Of(Trace(DeliveryState.Waiting), Unseen, null)
            .ShouldBe("The device has never connected. It waits until 2026-11-01 13:00:00 UTC.");
        Explanation.Of(Trace(DeliveryState.Waiting), Unseen with { LastSeenAt = Start }, null)
            .ShouldStartWith("The device is not connected; it was last heard of at 2026-11-01 12:00:00 UTC.");
        Explanation.Of(Trace(DeliveryState.Waiting), null, null).ShouldStartWith("The device is not registered any more.");
    }

    [Fact]
    public void A_connected_device_that_has_not_got_it_is_told_so()
    {
        Explanation.Of(Trace(DeliveryState.Waiting), Connected, null)
            .ShouldStartWith("The device is connected since 2026-11-01 11:55:00 UTC;");
        Explanation.Of(Trace(DeliveryState.Sent), Connected, null).ShouldBe(
            "It was sent over gateway at 2026-11-01 12:00:01 UTC; the device is connected and has not confirmed it yet.");
        Explanation.Of(Trace(DeliveryState.Sent), Away, null).ShouldContain("It is sent again, under the same id");
    }

    [Fact]
    public void What_is_delivered_and_not_shown_is_told_so()
    {
        Explanation.Of(Trace(DeliveryState.Delivered), Connected, null)
            .ShouldBe("The device confirmed it at 2026-11-01 12:00:01 UTC.");
        Explanation.Of(Trace(DeliveryState.Delivered), Connected with { NotificationsEnabled = false }, null)
            .ShouldContain("switched notifications off");
        Explanation.Of(Told(ClientEventKind.BlockedBySettings), Connected, null).ShouldContain("settings keep it from being shown");
    }

    [Fact]
    public void Of_what_the_device_said_the_last_word_of_the_user_counts()
    {
        Explanation.Of(Told(ClientEventKind.Displayed), Connected, null)
            .ShouldEndWith("It was displayed at 2026-11-01 12:01:00 UTC.");
        Explanation.Of(Told(ClientEventKind.Displayed, ClientEventKind.Dismissed), Connected, null)
            .ShouldEndWith("The user dismissed it at 2026-11-01 12:01:00 UTC.");
        Explanation.Of(Told(ClientEventKind.Displayed, ClientEventKind.Opened), Connected, null)
            .ShouldEndWith("The user opened it at 2026-11-01 12:01:00 UTC.");
    }

    [Fact]
    public void An_expired_message_tells_how_far_it_had_come()
    {
        Explanation.Of(Trace(DeliveryState.Expired, DeliveryReasons.Ttl), Away, null)
            .ShouldStartWith("Its validity ended at 2026-11-01 13:00:00 UTC before it could be sent. The device is not connected;");
        Explanation.Of(
                Trace(DeliveryState.Expired, DeliveryReasons.Ttl) with { Device = null, UserId = "alice" }, null, new UserCircumstances(1, null))
            .ShouldBe(
                "Its validity ended at 2026-11-01 13:00:00 UTC while no device was bound to the user. "
                + "A device has been bound to this user since.");
        var sent = Trace(DeliveryState.Expired, DeliveryReasons.Ttl);
        var steps = sent.Transitions.Prepend(new Transition(DeliveryState.Sent, Start.AddSeconds(9), "gateway", "node1", null));
        Explanation.Of(sent with { Transitions = [.. steps] }, Away, null)
            .ShouldEndWith("before the device confirmed it. It was last sent at 2026-11-01 12:00:09 UTC.");
        Explanation.Of(Trace(DeliveryState.Expired, DeliveryReasons.Overflow), Away, null).ShouldContain("the oldest of the lowest priority");
    }

    [Fact]
    public void What_a_channel_refused_is_told_in_its_words()
    {
        var refused = Trace(DeliveryState.Rejected, "vendor_refused", "InvalidProviderToken");
        Explanation.Of(refused with { Channel = "apns" }, Away, null).ShouldBe("apns refused it. It said: InvalidProviderToken.");
    }

    [Fact]
    public void What_waits_in_a_vendors_queue_says_what_the_vendor_said_and_when_it_is_due()
    {
        var throttled = Trace(DeliveryState.Waiting, detail: "vendor_throttled: status 429");
        throttled = throttled with
        {
            Owner = "fcm",
            DueAt = Start.AddMinutes(1),
            Transitions = [throttled.Transitions[0] with { Channel = "fcm" }],
        };
        Explanation.Of(throttled, Away, null).ShouldBe(
            "It waits in the queue of fcm; the vendor said at 2026-11-01 12:00:01 UTC: status 429. It is due at 2026-11-01 12:01:00 UTC. "
            + "It waits until 2026-11-01 13:00:00 UTC.");
        var moved = throttled.Transitions[0] with { Detail = "owner_changed: not_confirmed" };
        Explanation.Of(throttled with { Transitions = [moved] }, Connected, null)
            .ShouldStartWith("It waits in the queue of fcm. It is due at");
    }

    [Fact]
    public void What_a_vendor_was_asked_is_told_apart_from_what_was_written_to_the_device()
    {
        var asked = Trace(DeliveryState.Sent) with { Owner = "fcm", DueAt = Start.AddMinutes(1) };
        Explanation.Of(asked, Away, null).ShouldBe("fcm was asked at 2026-11-01 12:00:01 UTC and has not answered yet.");
        var unclear = Trace(DeliveryState.Sent, detail: "vendor_unclear: no answer in 1 s") with { Owner = "fcm", DueAt = Start.AddMinutes(1) };
        Explanation.Of(unclear, Away, null).ShouldBe(
            "fcm was asked at 2026-11-01 12:00:01 UTC, and it is unclear whether it has the message: no answer in 1 s. "
            + "It is asked again at 2026-11-01 12:01:00 UTC, under the same id.");
    }

    [Theory]
    [InlineData(DeliveryState.Waiting)]
    [InlineData(DeliveryState.Sent)]
    public void Own_first_says_until_when_the_device_may_confirm(DeliveryState state) =>
        Explanation.Of(Trace(state) with { DueAt = Start.AddSeconds(10) }, Connected, null)
            .ShouldContain("A vendor gets it at 2026-11-01 12:00:10 UTC if it is not confirmed by then.");

    [Fact]
    public void A_token_that_was_not_resolved_in_time_says_nothing_of_users() =>
        Explanation.Of(Trace(DeliveryState.Expired, DeliveryReasons.Ttl) with { Device = null }, null, null)
            .ShouldBe("Its validity ended at 2026-11-01 13:00:00 UTC before it was resolved to a device.");

    [Fact]
    public void What_was_recalled_says_when_and_whether_the_device_took_it_back()
    {
        var revoked = Trace(DeliveryState.Revoked, DeliveryReasons.Recalled);
        var recall = new PastRecall(Start.AddMinutes(1), RecallState.Waiting, FinishedAt: null);
        var confirmed = recall with { State = RecallState.Confirmed, FinishedAt = Start.AddMinutes(2) };
        Explanation.Of(revoked, Away, null).ShouldBe("It was recalled at 2026-11-01 12:00:01 UTC, before it was sent.");
        Explanation.Of(revoked with { Recall = recall with { State = RecallState.NotNeeded } }, Away, null)
            .ShouldEndWith("before it was sent.");
        Explanation.Of(revoked with { Recall = recall }, Away, null).ShouldStartWith(
            "It was recalled at 2026-11-01 12:01:00 UTC; it had been sent, the device is asked to take it back and has not confirmed that yet. "
            + "The device is not connected;");
        Explanation.Of(revoked with { Recall = confirmed }, Away, null).ShouldBe(
            "It was recalled at 2026-11-01 12:01:00 UTC; it had been sent, the device took it back at 2026-11-01 12:02:00 UTC.");
        Explanation.Of(Trace(DeliveryState.Delivered) with { Recall = confirmed }, Away, null).ShouldBe(
            "The device confirmed it at 2026-11-01 12:00:01 UTC. "
            + "It was recalled at 2026-11-01 12:01:00 UTC; the device took it back at 2026-11-01 12:02:00 UTC.");
        Explanation.Of(Trace(DeliveryState.Delivered) with { Recall = confirmed with { State = RecallState.Ended } }, Away, null)
            .ShouldEndWith("the device has not taken it back, and is not asked any more.");
    }

    [Theory]
    [InlineData("vendor_recalled", "fcm took it back at 2026-11-01 12:02:00 UTC.")]
    [InlineData("vendor_recall_too_late: opened", "fcm said at 2026-11-01 12:02:00 UTC that it is too late to take it back: opened.")]
    [InlineData("vendor_recall_unknown", "fcm was asked at 2026-11-01 12:02:00 UTC to take it back and does not know it.")]
    [InlineData("vendor_recall_refused: no", "fcm was asked at 2026-11-01 12:02:00 UTC and does not take it back: no.")]
    [InlineData("vendor_recall_expired", "fcm did not take it back in time and is not asked any more.")]
    [InlineData("vendor_recall_unsupported", "fcm has it and cannot take it back.")]
    [InlineData(null, "fcm has it and was not asked to take it back.")]
    public void What_a_vendor_made_of_a_recall_is_told_after_what_the_device_did(string? detail, string sentence)
    {
        var recalled = AtVendor(DeliveryState.AcceptedByVendor, detail);
        Explanation.Of(recalled, Away, null).ShouldStartWith("It was recalled at 2026-11-01 12:01:00 UTC; it had been sent, the device is asked");
        Explanation.Of(recalled, Away, null).ShouldEndWith($". {sentence}");
    }

    [Fact]
    public void A_recall_that_a_vendor_has_yet_to_answer_says_when_it_is_asked_again()
    {
        var due = Start.AddMinutes(3);
        Explanation.Of(AtVendor(DeliveryState.Sent, null) with { VendorRecallDueAt = due }, Away, null)
            .ShouldEndWith(". fcm is asked to take it back.");
        Explanation.Of(AtVendor(DeliveryState.Sent, "vendor_recall_later: status 429") with { VendorRecallDueAt = due }, Away, null).ShouldEndWith(
            ". fcm was asked at 2026-11-01 12:02:00 UTC to take it back, and is asked again at 2026-11-01 12:03:00 UTC: status 429.");
        Explanation.Of(AtVendor(DeliveryState.Sent, "vendor_recall_unsupported"), Away, null)
            .ShouldEndWith(". fcm may have it and cannot take it back.");
        Explanation.Of(AtVendor(DeliveryState.Sent, null), Away, null).ShouldNotContain("fcm");
    }

    private static DeliveryTrace AtVendor(DeliveryState reached, string? detail)
    {
        var steps = new List<Transition>
        {
            new(reached, Start.AddSeconds(1), "fcm", "node1", null),
            new(DeliveryState.Revoked, Start.AddMinutes(1), "fcm", null, DeliveryReasons.Recalled),
        };
        if (detail is not null) steps.Add(new(DeliveryState.Revoked, Start.AddMinutes(2), "fcm", "node1", detail));
        return Trace(DeliveryState.Revoked, DeliveryReasons.Recalled) with
        {
            Channel = "fcm",
            Owner = "fcm",
            Recall = new PastRecall(Start.AddMinutes(1), RecallState.Waiting, FinishedAt: null),
            Transitions = steps,
        };
    }

    /// <summary>A reason without a sentence would show as its bare word.</summary>
    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_a_sentence(string reason)
    {
        var sentence = Explanation.Of(Trace(StateOf(reason), reason), Away, null);
        sentence.ShouldEndWith(".");
        if (reason.Contains('_')) sentence.ShouldNotContain(reason);
        sentence.ShouldNotStartWith("It was refused: ");
        sentence.ShouldNotStartWith("It was revoked at ");
    }

    public static TheoryData<string> Reasons() =>
        [.. typeof(DeliveryReasons).GetFields().Select(field => (string)field.GetRawConstantValue()!)];

    /// <summary>A new reason needs its state here, and its sentence.</summary>
    private static DeliveryState StateOf(string reason) => reason switch
    {
        DeliveryReasons.NoBinding => DeliveryState.Waiting,
        DeliveryReasons.Ttl or DeliveryReasons.Overflow => DeliveryState.Expired,
        DeliveryReasons.Unbound or DeliveryReasons.Evicted or DeliveryReasons.UserChanged or DeliveryReasons.Collapsed
            or DeliveryReasons.Recalled => DeliveryState.Revoked,
        DeliveryReasons.ProvisionalDeleted => DeliveryState.DeviceGone,
        _ => DeliveryState.Rejected,
    };

    private static DeliveryTrace Told(params ClientEventKind[] kinds) => Trace(DeliveryState.Delivered) with
    {
        Events = [.. kinds.Select(kind => new PastEvent(kind, Start.AddMinutes(1), Start.AddMinutes(2)))],
    };

    private static DeliveryTrace Trace(DeliveryState state, string? reason = null, string? detail = null) => new(
        "1", "1", "device-1", new DeviceId("device-1"), state, reason, "gateway",
        [new Transition(state, Start.AddSeconds(1), "gateway", "node1", detail)])
    {
        Push = new PushId(1),
        ExpiresAt = Start.AddHours(1),
    };
}
