using System.Globalization;

namespace Pushway.Core.Pushes;

/// <summary>Names one push to one device; what the device sees as the message's id. A broadcast's is its push id.</summary>
public readonly record struct DeliveryId(long Value)
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
