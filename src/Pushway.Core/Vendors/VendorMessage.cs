using System.Globalization;
using Pushway.Core.Pushes;

namespace Pushway.Core.Vendors;

/// <summary>What a vendor channel needs of a message: to which token, under which tag, what it says (with what only vendors get), and the
/// how-manyeth request this is.</summary>
public sealed record VendorMessage(string Token, string Tag, Notification Notification, int Attempt)
{
    /// <summary>The same for every copy of a delivery, so that a repeat replaces it on the screen; the device SDK posts under it too.</summary>
    public static string TagOf(DeliveryId id) => string.Create(CultureInfo.InvariantCulture, $"pw-{id.Value}");
}
