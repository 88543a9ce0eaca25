using Pushway.Core.Bindings;
using Pushway.Core.Pushes;

namespace Pushway.Core.Tags;

/// <summary>What tags and their members may be.</summary>
public static class TagRules
{
    public const int MaxNameLength = 64;

    /// <summary>Users that one call adds or removes.</summary>
    public const int MaxUsers = 1_000;

    /// <summary>The words of expressions are no names.</summary>
    public static bool IsName(string? name) =>
        name is { Length: > 0 and <= MaxNameLength } && name.All(IsNameCharacter) && !TagExpression.IsWord(name);

    internal static bool IsNameCharacter(char one) => char.IsLetterOrDigit(one) || one is '_' or '-';

    /// <summary>Null if the name is in order.</summary>
    public static PushReply.Refused? CheckName(string? name) => IsName(name)
        ? null
        : new(ErrorCodes.TagNameInvalid, $"A tag's name has 1 to {MaxNameLength} letters, digits, '_' and '-', and is none of and, or, not.");

    /// <summary>Null if these may be added or removed.</summary>
    public static PushReply.Refused? CheckUsers(IReadOnlyList<string?> users)
    {
        if (users.Count > MaxUsers)
            return new(ErrorCodes.TooManyTargets, $"The call names {users.Count} users; {MaxUsers} is the limit. An upload takes more.");
        for (var i = 0; i < users.Count; i++)
        {
            if (!UserIds.IsValid(users[i])) return new(ErrorCodes.UserIdInvalid, $"User {i} is not 1 to 128 printable characters.");
        }
        return null;
    }
}
