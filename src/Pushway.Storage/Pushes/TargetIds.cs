using System.Globalization;

namespace Pushway.Storage.Pushes;

/// <summary>The name of a target that has no delivery.</summary>
internal static class TargetIds
{
    public static string Of(long push, int number) => string.Create(CultureInfo.InvariantCulture, $"{push}-{number}");
}
