using Pushway.Device;
using Pushway.Server.Hosting;

namespace Pushway.Server.Demo;

/// <summary>What the demo prints at the end: addresses, keys, and commands that work when pasted.</summary>
internal static class DemoInstructions
{
    public static string For(Node node, FirstStartValues keys, Identity own)
    {
        var mqtt = node.MqttAddress;
        var colon = mqtt.LastIndexOf(':');
        var device = own.DeviceId;
        return $$$"""

            The node runs until Ctrl-C. Its keys end with it:
              REST            http://{{{node.HttpAddress}}}/v1     API description at /openapi/v1.json
              MQTT            {{{mqtt}}}     over WebSocket: ws://{{{node.HttpAddress}}}/mqtt
              app             {{{keys.AppId}}}@{{{keys.WorkspaceId}}}
              API token       {{{keys.ApiToken}}}
              client key      {{{keys.ClientKey}}}

            Be a device, in another terminal:
              mosquitto_sub -V mqttv5 -h {{{mqtt[..colon]}}} -p {{{mqtt[(colon + 1)..]}}} -i {{{device}}} \
                -u {{{keys.AppId}}}@{{{keys.WorkspaceId}}} -P {{{own.DeviceSecret}}} -t mps/push -q 1 -v

            Push to it, or to everyone:
              curl -s http://{{{node.HttpAddress}}}/v1/pushes -H 'Authorization: Bearer {{{keys.ApiToken}}}' \
                -H 'Content-Type: application/json' \
                -d '{"audience":{"devices":["{{{device}}}"]},"notification":{"title":"Hello","body":"from curl"}}'
              curl -s http://{{{node.HttpAddress}}}/v1/pushes -H 'Authorization: Bearer {{{keys.ApiToken}}}' \
                -H 'Content-Type: application/json' \
                -d '{"audience":{"everyone":{}},"notification":{"title":"Hello, all","body":"from curl"}}'

            See what became of a push (put in its id):
              curl -s http://{{{node.HttpAddress}}}/v1/pushes/ID/deliveries -H 'Authorization: Bearer {{{keys.ApiToken}}}'

            """;
    }
}
