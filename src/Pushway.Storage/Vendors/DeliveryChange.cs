using Pushway.Core.Pushes;
using Pushway.Storage.Sql;

namespace Pushway.Storage.Vendors;

/// <summary>A change of a delivery that counts only if its owner is still <paramref name="OldOwner"/>. <paramref name="Token"/>: what the owner is asked
/// with; <paramref name="MayHave"/>: whether the owner may have the message after it.</summary>
internal sealed record DeliveryChange(
    long Id, string? OldOwner, string? Owner, DeliveryState State, string? Reason = null, string? MessageId = null,
    string? Token = null, bool MayHave = false)
{
    public static readonly RowSet<DeliveryChange> Set = new(
        "r",
        new NumberColumn<DeliveryChange>("id", row => row.Id),
        new TextColumn<DeliveryChange>("old_owner", row => row.OldOwner),
        new TextColumn<DeliveryChange>("owner", row => row.Owner),
        new NumberColumn<DeliveryChange>("state", row => (int)row.State),
        new TextColumn<DeliveryChange>("reason", row => row.Reason),
        new TextColumn<DeliveryChange>("message_id", row => row.MessageId),
        new TextColumn<DeliveryChange>("token", row => row.Token),
        new NumberColumn<DeliveryChange>("may_have", row => row.MayHave ? 1 : 0));
}
