using System.Collections.Concurrent;
using System.Text;
using Pushway.Core.Devices;
using Pushway.Gateway.Connections;
using Pushway.Mqtt.Packets;

namespace Pushway.IntegrationTests.Stepping;

/// <summary>A device with one connection at a time that confirms every message.</summary>
internal sealed class LoopbackDevice(string userName, NewIdentity identity, ConnectionServices services)
{
    private readonly List<(string Kind, string Text)> _history = [];
    private readonly ConcurrentDictionary<string, string> _titles = new();
    private LoopbackLink? _link;

    public DeviceId Id => identity.Device;

    /// <summary>Titles of received messages and notes of the test, in order.</summary>
    public IReadOnlyList<(string Kind, string Text)> History
    {
        get
        {
            lock (_history) return [.. _history];
        }
    }

    public IReadOnlyList<string> Received => [.. History.Where(entry => entry.Kind == "received").Select(entry => entry.Text)];

    /// <summary>Titles of messages it was told to take back.</summary>
    public IReadOnlyList<string> Recalled => [.. History.Where(entry => entry.Kind == "recalled").Select(entry => entry.Text)];

    /// <summary>How a device with this identity connects.</summary>
    public static ConnectPacket Connect(string userName, NewIdentity identity) => new()
    {
        Version = ProtocolVersion.V5,
        ClientId = identity.Device.Value,
        CleanStart = true,
        KeepAliveSeconds = 60,
        Username = userName,
        Password = Encoding.UTF8.GetBytes(identity.Secret),
    };

    public void Note(string kind, string text)
    {
        lock (_history) _history.Add((kind, text));
    }

    public async Task ConnectAsync(CancellationToken cancellation, ushort? window = null)
    {
        var connect = Connect(userName, identity);
        if (window is { } receiveMaximum) connect = connect with { ReceiveMaximum = receiveMaximum };
        _link = await LoopbackLink.OpenAsync(services, connect, Take, cancellation);
    }

    public async Task DisconnectAsync()
    {
        if (_link is { } link) await link.LoseAsync();
        _link = null;
    }

    private void Take(LoopbackLink link, LoopbackMessage message)
    {
        if (message.Title is { } title) _titles[message.Id] = title;
        Note(message.Title is null ? "recalled" : "received", _titles.GetValueOrDefault(message.Id, message.Id));
        _ = link.AnswerAsync(message.PacketId);
    }
}
