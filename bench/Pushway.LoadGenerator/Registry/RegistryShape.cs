namespace Pushway.LoadGenerator.Registry;

/// <summary>Who exists in a seeded database, from nothing but the sizes: the same sizes give the same ids and bindings, so that a run can
/// name users and devices that another process wrote.</summary>
internal sealed class RegistryShape
{
    // A prime far above the numbers of devices: walking with it visits every device once, in no order.
    private const long Stride = 2_147_483_647;

    private readonly int[] _firstSlot;
    private readonly int[] _owner;
    private readonly ulong _step;

    public RegistryShape(int devices, int users)
    {
        (Devices, Users) = (devices, users);
        _step = ulong.MaxValue / (ulong)devices;
        _firstSlot = new int[users + 1];
        _owner = new int[devices];
        Array.Fill(_owner, -1);
        var slot = 0;
        for (var user = 0; user < users; user++)
        {
            _firstSlot[user] = slot;
            for (var count = DevicesOf(Noise(user, 1)); count > 0 && slot < devices; count--) _owner[DeviceOf(slot++)] = user;
        }
        _firstSlot[users] = slot;
    }

    public int Devices { get; }

    public int Users { get; }

    /// <summary>Devices somebody is logged in on.</summary>
    public int Bound => _firstSlot[Users];

    /// <summary>Ascending, so that a database is filled from end to end, and spread over the whole range.</summary>
    public string DeviceId(int device)
    {
        var first = (ulong)device * _step + Noise(device, 2) % _step;
        return $"{first:x16}{Noise(device, 3):x16}";
    }

    public static string UserId(int user) => $"user-{user:D7}";

    /// <summary>-1 if nobody is logged in.</summary>
    public int OwnerOf(int device) => _owner[device];

    public int CountOf(int user) => _firstSlot[user + 1] - _firstSlot[user];

    public int DeviceOf(int user, int number) => DeviceOf(_firstSlot[user] + number);

    /// <summary>SplitMix64: well spread, and the same everywhere.</summary>
    public static ulong Noise(int number, int purpose)
    {
        var z = unchecked((ulong)number * 0x9E3779B97F4A7C15 + (ulong)purpose * 0xD1B54A32D192ED03);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }

    private int DeviceOf(int slot) => (int)(slot * Stride % Devices);

    /// <summary>Most people have one to three; a few are test accounts with ten and more.</summary>
    private static int DevicesOf(ulong noise) => (noise % 100) switch
    {
        < 45 => 1,
        < 75 => 2,
        < 90 => 3,
        < 98 => 4 + (int)(noise / 100 % 3),
        _ => 10 + (int)(noise / 100 % 6),
    };
}
