using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pushway.Server.Api.Rest.Schedules;
using Pushway.Server.Api.Rest.Shaping;

namespace Pushway.Server.Api.Rest.Pushes;

/// <summary>A push: to whom, what, and how.</summary>
internal sealed record CreatePushRequest
{
    [Description("To whom: exactly one of devices, users, everyone, tags.")]
    public AudienceDocument? Audience { get; init; }

    [Description("What the device gets; may be absent with a template. At least one of title, body, extras, transparentPayloads and liveActivity.")]
    public NotificationDocument? Notification { get; init; }

    [Description("The name of a template, whose notification the members of 'notification' complete or replace. Each of its placeholders needs a "
        + "value, here or of the target's own.")]
    public string? Template { get; init; }

    [Description(
        "Values for placeholders in title, body and uri: #name# becomes the value of name, as it is. A target's own values "
        + "count first. Without values here and on any target, text is taken literally.")]
    public Dictionary<string, string?>? Values { get; init; }

    [Description("How long the push may wait for its devices, in seconds: 1 to 604800; default 86400.")]
    public int? TtlSeconds { get; init; }

    [Description("Which way the push may take: auto, own-first, own-only, vendor-only; default: the app's settings.")]
    public string? Policy { get; init; }

    [Description("When nobody knows whether a vendor has the message: repeat or skip; default: the app's settings.")]
    public string? OnAmbiguous { get; init; }

    [Description("How long own-first gives the own connection, in seconds: 1 to 3600; default: the app's settings.")]
    public int? ConfirmWithinSeconds { get; init; }

    [Description(
        "1 to 128 characters. A newer message replaces an older one of the same key that still waits for the same device, "
        + "or for the same user bound nowhere; without effect for everyone.")]
    public string? CollapseKey { get; init; }

    [Description(
        "0 (default) to 10. Of more messages than may wait for a device or user, the oldest of the lowest priority end; "
        + "the order of sending stays that of acceptance. Without effect for everyone.")]
    public int? Priority { get; init; }

    [Description("Start then instead of now: ISO 8601 with offset. The validity counts from it.")]
    public string? StartAt { get; init; }

    [Description("Send it anew on days of a calendar, each time as a push of its own.")]
    public CycleDocument? Schedule { get; init; }

    [Description("When its messages are to go out to the single devices.")]
    public ShapingDocument? Shaping { get; init; }

    [Description(
        "true: when a user logs out on a device, messages to the user that the device has are recalled there. Default false.")]
    public bool? RecallOnUnbind { get; init; }
}

/// <summary>To whom a push goes: exactly one of the four.</summary>
internal sealed record AudienceDocument
{
    [Description(
        "Device ids, each a string or an object with id, key, values and extras; or with vendor and token in place of the id: "
        + "then whichever device holds the token.")]
    public TargetDocument?[]? Devices { get; init; }

    [Description("User ids, each a string or an object with id, key, values and extras; a push reaches all devices a user is bound on.")]
    public TargetDocument?[]? Users { get; init; }

    [Description("Every device of the app, those that come within the validity included; members narrow it.")]
    public EveryoneDocument? Everyone { get; init; }

    [Description(
        "Users by their tags: names with and, or, not and parentheses, such as 'vip and not (trial or churned)'; at most 500 characters and 20 "
        + "names. Who has them is read while the push is under way, see docs/campaigns.md.")]
    public string? Tags { get; init; }
}

/// <summary>Everybody, or those of everybody that all members let through. A device is judged as it is when it could get the message.</summary>
internal sealed record EveryoneDocument
{
    [Description("Platforms as devices reported them, such as android; a device that reported none is out. Absent: all.")]
    public string?[]? Platforms { get; init; }

    [Description("any (default), bound: somebody is logged in, unbound: nobody is.")]
    public string? Login { get; init; }

    [Description("Of devices where somebody is logged in only those whose login began at this time (ISO 8601 with offset) or later.")]
    public string? BoundAfter { get; init; }

    [Description("As boundAfter, before this time.")]
    public string? BoundBefore { get; init; }

    [Description("As boundAfter, this many days before acceptance: 1 to 3650.")]
    public int? BoundWithinDays { get; init; }

    [Description(
        "Of devices where nobody is logged in only those whose last login ended at this time or later; a device where nobody ever "
        + "was is out.")]
    public string? UnboundAfter { get; init; }

    [Description("As unboundAfter, before this time.")]
    public string? UnboundBefore { get; init; }

    [Description("As unboundAfter, this many days before acceptance: 1 to 3650.")]
    public int? UnboundWithinDays { get; init; }

    [Description("false leaves out devices that register after acceptance. Default true.")]
    public bool? NewDevices { get; init; }
}

/// <summary>A device or user, the caller's own key for the message to it, under which repeats are recognised, and what the
/// message says to this target alone.</summary>
[JsonConverter(typeof(TargetConverter))]
internal sealed record TargetDocument
{
    public string? Id { get; init; }

    /// <summary>With the token, in place of the id of a device.</summary>
    public string? Vendor { get; init; }

    public string? Token { get; init; }

    public string? Key { get; init; }

    public Dictionary<string, string?>? Values { get; init; }

    public JsonElement? Extras { get; init; }
}
