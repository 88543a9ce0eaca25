namespace Pushway.Core.Bindings;

/// <summary>What may be a user id: 1 to 128 characters, none of them a control character or half a surrogate pair.</summary>
public static class UserIds
{
    public static bool IsValid(string? id) =>
        id is { Length: > 0 and <= BindingLimits.UserIdLength } && IsPrintable(id);

    internal static bool IsPrintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            // A lone surrogate is enumerated as the replacement character; PostgreSQL would refuse U+0000 and lone surrogates.
            if (System.Text.Rune.IsControl(rune) || rune == System.Text.Rune.ReplacementChar) return false;
        }
        return true;
    }
}
