using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pushway.Server.Api.DeviceRpc;

/// <summary>The envelope every operation answers with: <c>{"resultStatus","tips","result"}</c>. <paramref name="Tips"/> is for people.</summary>
internal sealed record RpcAnswer(int ResultStatus, string Tips, JsonObject Result)
{
    public static RpcAnswer Success(JsonObject result) => new(RpcResults.Success, "", result);

    public static RpcAnswer Refused(int status, string tips) => new(status, tips, []);

    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("resultStatus"u8, ResultStatus);
            json.WriteString("tips"u8, Tips);
            json.WritePropertyName("result"u8);
            Result.WriteTo(json);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
