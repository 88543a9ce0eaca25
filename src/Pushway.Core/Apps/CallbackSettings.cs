namespace Pushway.Core.Apps;

/// <summary>Where an app's receipts go and which events it wants (names of <c>ReceiptEvents</c>).</summary>
public sealed record CallbackSettings(string Url, IReadOnlyList<string> Events, bool Enabled);
