using System.Globalization;
using System.Net;

namespace Pushway.TestKit;

/// <summary>Debian's <c>mosquitto_sub</c> as a device: a client library that Pushway did not write.</summary>
public sealed class MosquittoSub : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private MosquittoSub(ChildProcess process) => _process = process;

    /// <summary>What it printed: with the default format one payload a line.</summary>
    public Recording<string> Lines => _process.Output;

    /// <summary>The process, to kill it or to read its errors.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts <c>mosquitto_sub</c> with exactly these arguments.</summary>
    public static async Task<MosquittoSub> StartAsync(IEnumerable<string> arguments) =>
        // Into a pipe the C library would keep lines back until its buffer is full.
        new(await ChildProcess.StartAsync("stdbuf", ["-oL", "-eL", "mosquitto_sub", .. arguments]));

    /// <summary>Connects to a node with quality of service 1 and subscribes to <c>mps/push</c>.</summary>
    /// <param name="node">Where the node accepts MQTT.</param>
    /// <param name="version"><c>mqttv5</c> or <c>mqttv311</c>.</param>
    /// <param name="login">As whom.</param>
    /// <param name="more">Further arguments, for example <c>-D CONNECT user-property install-nonce …</c>.</param>
    public static Task<MosquittoSub> StartAsync(IPEndPoint node, string version, MqttLogin login, params string[] more)
    {
        string[] id = login.ClientId.Length == 0 ? [] : ["-i", login.ClientId];
        return StartAsync([
            "-h", node.Address.ToString(), "-p", node.Port.ToString(CultureInfo.InvariantCulture), "-V", version,
            "-u", login.UserName, "-P", login.Password, "-q", "1", "-t", "mps/push", .. id, .. more]);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
