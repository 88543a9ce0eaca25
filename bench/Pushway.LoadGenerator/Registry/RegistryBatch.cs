namespace Pushway.LoadGenerator.Registry;

/// <summary>Some devices with all that hangs on them, as rows by table.</summary>
internal sealed class RegistryBatch
{
    private const int MillisecondsOfDay = 86_400_000;

    private static readonly RegistryTable Devices = new(
        "devices", "app", "device_id", "generation", "provisional", "platform", "app_version", "model", "locale", "time_zone",
        "notifications_enabled", "created_at", "last_seen_at");
    private static readonly RegistryTable Bindings = new(
        "bindings", "app", "device_id", "user_id", "epoch", "changed_ts", "changed_at");
    private static readonly RegistryTable Tokens = new(
        "vendor_tokens", "app", "vendor", "token", "device_id", "reported_at");
    private static readonly RegistryTable BindingHistory = new(
        "binding_history", "app", "device_id", "epoch", "cause", "user_id", "changed_at");
    private static readonly RegistryTable TokenHistory = new(
        "vendor_token_history", "app", "device_id", "change_id", "cause", "vendor", "token_end", "changed_at");
    private static readonly RegistryTable Connections = new(
        "connection_history", "app", "device_id", "connected_at", "ended_at", "reason", "transport", "protocol", "node");

    private readonly Dictionary<RegistryTable, List<object?[]>> _rows = new()
    {
        [Devices] = [],
        [Bindings] = [],
        [Tokens] = [],
        [BindingHistory] = [],
        [TokenHistory] = [],
        [Connections] = [],
    };

    public IReadOnlyDictionary<RegistryTable, List<object?[]>> Rows => _rows;

    /// <summary>70 % Android, 25 % iOS, 5 % HarmonyOS; 80 % have reported, 60 % have a vendor token, half have been connected.</summary>
    public void Add(RegistryShape shape, int device, int app, long now)
    {
        var noise = RegistryShape.Noise(device, 4);
        var id = shape.DeviceId(device);
        var created = now - (long)(noise % 365) * MillisecondsOfDay;
        var (platform, vendor) = (noise % 100) switch
        {
            < 70 => ("android", "fcm"),
            < 95 => ("ios", "apns"),
            _ => ("harmony", "harmony"),
        };
        var (hasReported, hasToken) = (noise / 100 % 10 < 8, noise / 1_000 % 10 < 6);
        _rows[Devices].Add(
        [
            app, id, 1, false, platform, hasReported ? $"{noise % 9}.{noise % 20}.0" : null, hasReported ? $"Phone {noise % 40}" : null,
            hasReported ? "de-CH" : null, hasReported ? "Europe/Zurich" : null, hasReported ? noise % 10 < 8 : null, created,
            (long?)now,
        ]);
        AddBinding(shape, device, app, id, created);
        if (hasToken)
        {
            var token = $"{noise:x16}{id}";
            _rows[Tokens].Add([app, vendor, token, id, created]);
            _rows[TokenHistory].Add([app, id, (long)device, 0, vendor, token[^6..], created]);
        }
        if (noise / 10_000 % 2 == 0)
            _rows[Connections].Add([app, id, created, now, "normal_disconnect", "tcp", "mqtt5", "seed"]);
    }

    /// <summary>Of those where nobody is logged in, every third had somebody once.</summary>
    private void AddBinding(RegistryShape shape, int device, int app, string id, long at)
    {
        var owner = shape.OwnerOf(device);
        if (owner < 0 && device % 3 > 0) return;
        var former = RegistryShape.UserId(owner < 0 ? device % shape.Users : owner);
        _rows[Bindings].Add([app, id, owner < 0 ? null : former, owner < 0 ? 2L : 1L, at, at]);
        _rows[BindingHistory].Add([app, id, 1L, 0, former, at]);
        if (owner < 0) _rows[BindingHistory].Add([app, id, 2L, 1, former, at]);
    }
}
