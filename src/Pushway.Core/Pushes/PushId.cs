using System.Globalization;

namespace Pushway.Core.Pushes;

/// <summary>Names a push; grows in order of acceptance, so it is also the order in which a device gets its messages.</summary>
public readonly record struct PushId(long Value)
{
    public static bool TryParse(string? text, out PushId id)
    {
        var ok = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0;
        id = new PushId(value);
        return ok;
    }

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
