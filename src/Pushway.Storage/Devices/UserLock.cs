using System.Globalization;
using Pushway.Core.Apps;

namespace Pushway.Storage.Devices;

/// <summary>The lock of one user of one app: shared by those who resolve the user to devices, exclusive for those who
/// change which these are.</summary>
internal static class UserLock
{
    public static string Of(AppKey app, string user) => string.Create(CultureInfo.InvariantCulture, $"user {app.Value} {user}");
}
