using Pushway.Core.Apps;
using Pushway.Core.Bindings;

namespace Pushway.Core.Devices;

/// <summary>One installation of an app, as the store has it.</summary>
public sealed record Device(
    AppKey App,
    DeviceId Id,
    bool IsProvisional,
    DeviceBinding Binding,
    DeviceReport Report,
    IReadOnlyList<VendorToken> VendorTokens,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastSeenAt);
