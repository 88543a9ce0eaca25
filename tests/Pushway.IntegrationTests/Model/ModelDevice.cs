using System.Globalization;
using Pushway.Core.Devices;
using Pushway.Gateway.Connections;
using Pushway.IntegrationTests.Stepping;
using Pushway.Mqtt.Packets;

namespace Pushway.IntegrationTests.Model;

/// <summary>A device of a sequence: it answers messages as it was told to, and all it sees is held against the ledger.</summary>
internal sealed class ModelDevice(string name, string userName, NewIdentity identity, Ledger ledger)
{
    private readonly List<(LinkRecord Opening, LoopbackLink Link, LoopbackMessage Message)> _held = [];
    private readonly List<LoopbackLink> _links = [];

    public string Name { get; } = name;

    public NewIdentity Identity { get; } = identity;

    public Manner Manner { get; set; }

    public async Task ConnectAsync(ConnectionServices services, ushort window, CancellationToken cancellation)
    {
        var connect = LoopbackDevice.Connect(userName, Identity) with { ReceiveMaximum = window };
        var opening = ledger.Connecting(Name);
        _links.Add(await LoopbackLink.OpenAsync(
            services, connect, (link, message) => Take(opening, link, message), cancellation));
    }

    public async Task LeaveAsync(bool politely)
    {
        var links = _links.ToArray();
        _links.Clear();
        foreach (var link in links.Where(link => link.IsOpen)) await (politely ? link.LeaveAsync() : link.LoseAsync());
    }

    /// <summary>The node died.</summary>
    public void Cut()
    {
        foreach (var link in _links) link.Cut();
        _links.Clear();
        _held.Clear();
    }

    public void ConfirmHeld()
    {
        foreach (var (opening, link, message) in _held.Where(held => held.Link.IsOpen)) Confirm(opening, link, message);
        _held.Clear();
    }

    private void Take(LinkRecord opening, LoopbackLink link, LoopbackMessage message)
    {
        try
        {
            if (message.Title is { } title) ledger.Received(opening, message.Id, int.Parse(title, CultureInfo.InvariantCulture));
            else ledger.RecallReceived(opening, message.Id);
        }
        catch (ModelViolationException violation)
        {
            // The product would take it for a broken connection.
            ledger.Violation ??= violation;
        }
        switch (Manner)
        {
            case Manner.Confirm:
                Confirm(opening, link, message);
                break;
            case Manner.Withhold:
                _held.Add((opening, link, message));
                break;
            case Manner.Refuse:
                if (message.Title is not null) opening.Device.Refused.Add(message.Id);
                _ = link.AnswerAsync(message.PacketId, ReasonCode.UnspecifiedError);
                break;
        }
    }

    private static void Confirm(LinkRecord opening, LoopbackLink link, LoopbackMessage message)
    {
        if (message.Title is not null) opening.Device.Confirmed.Add(message.Id);
        _ = link.AnswerAsync(message.PacketId);
    }
}
