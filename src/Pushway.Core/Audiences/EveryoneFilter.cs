using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Audiences;

/// <summary>Which devices a push to everyone means; what is absent does not narrow. A device is judged as it is when it could get the message.</summary>
public sealed record EveryoneFilter
{
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>Whether devices that have not said what they are count as of the platforms.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OrNoPlatform { get; init; }

    public LoginState Login { get; init; }

    /// <summary>Narrows the devices that have a user, by when the binding began; the end is exclusive.</summary>
    public DateTimeOffset? BoundAfter { get; init; }

    public DateTimeOffset? BoundBefore { get; init; }

    /// <summary>Narrows the devices without a user, by when the last binding ended: one that was never bound is out.</summary>
    public DateTimeOffset? UnboundAfter { get; init; }

    public DateTimeOffset? UnboundBefore { get; init; }

    /// <summary>As asked for; acceptance turns it into <see cref="BoundAfter"/>.</summary>
    public int? BoundWithinDays { get; init; }

    /// <summary>As asked for; acceptance turns it into <see cref="UnboundAfter"/>.</summary>
    public int? UnboundWithinDays { get; init; }

    /// <summary>Whether devices that register after acceptance are meant too (MPS rule).</summary>
    public bool NewDevices { get; init; } = true;

    /// <summary>Set by acceptance where new devices are not meant.</summary>
    public DateTimeOffset? RegisteredBefore { get; init; }

    /// <summary>True if it asks who is logged in, so that its answer is another after a bind or unbind.</summary>
    public bool AsksLogin => Login != LoginState.Any || HasPeriod;

    public static EveryoneFilter Parse(string json) => JsonSerializer.Deserialize(json, EveryoneFilterJson.Default.EveryoneFilter)!;

    public string ToJson() => JsonSerializer.Serialize(this, EveryoneFilterJson.Default.EveryoneFilter);

    /// <summary>The same filter in times only; null if it lets everybody through.</summary>
    public EveryoneFilter? AcceptedAt(DateTimeOffset now)
    {
        if (NewDevices && Platforms.Count == 0 && Login == LoginState.Any && !HasPeriod) return null;
        return this with
        {
            BoundAfter = BoundWithinDays is { } bound ? now.AddDays(-bound) : BoundAfter,
            UnboundAfter = UnboundWithinDays is { } unbound ? now.AddDays(-unbound) : UnboundAfter,
            BoundWithinDays = null,
            UnboundWithinDays = null,
            RegisteredBefore = NewDevices ? null : now,
        };
    }

    public bool Matches(in DeviceFacts device)
    {
        if (Platforms.Count > 0 && !(device.Platform is { } platform ? Platforms.Contains(platform) : OrNoPlatform)) return false;
        if (device.RegisteredAt >= RegisteredBefore) return false;
        return device.IsBound
            ? Login != LoginState.Unbound && IsWithin(device.LoginChangedAt, BoundAfter, BoundBefore)
            : Login != LoginState.Bound && IsWithin(device.LoginChangedAt, UnboundAfter, UnboundBefore);
    }

    private bool HasPeriod =>
        (BoundAfter ?? BoundBefore ?? UnboundAfter ?? UnboundBefore) is not null || (BoundWithinDays ?? UnboundWithinDays) is not null;

    private static bool IsWithin(DateTimeOffset? at, DateTimeOffset? after, DateTimeOffset? before) =>
        (after is null && before is null) || (at is { } time && !(time < after) && !(time >= before));
}

/// <summary>Whether somebody is to be logged in.</summary>
public enum LoginState
{
    Any = 0,
    Bound = 1,
    Unbound = 2,
}

/// <summary>What a filter looks at. <paramref name="LoginChangedAt"/> is when the binding began or the last one ended; null: never bound.</summary>
public readonly record struct DeviceFacts(
    string? Platform, DateTimeOffset RegisteredAt, bool IsBound, long BindingEpoch, DateTimeOffset? LoginChangedAt)
{
    /// <summary>It has a token of a vendor channel that is on.</summary>
    public bool HasVendor { get; init; }
}

/// <summary>The form in which filters are stored.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(EveryoneFilter))]
internal sealed partial class EveryoneFilterJson : JsonSerializerContext;
