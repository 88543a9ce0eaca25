namespace Pushway.Core.Devices;

/// <summary>The id of one installation of an app: 32 lower-case hex when issued here, 8–128 characters when imported.</summary>
public readonly record struct DeviceId(string Value)
{
    public const int MinLength = 8;
    public const int MaxLength = 128;

    /// <summary>True for what may be a device id at all: 8–128 printable ASCII characters without space, '/', '+', '#'.</summary>
    public static bool IsValid(string? value)
    {
        if (value is null || value.Length is < MinLength or > MaxLength) return false;
        foreach (var c in value)
        {
            if (c is <= ' ' or > '~' or '/' or '+' or '#') return false;
        }
        return true;
    }

    public override string ToString() => Value;
}
