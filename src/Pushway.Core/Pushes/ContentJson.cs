using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pushway.Core.Pushes;

/// <summary>JSON of notifications as they are stored and sent: absent members left out, text of any script readable,
/// since it is never put into HTML.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(Notification))]
[JsonSerializable(typeof(VendorContent))]
internal sealed partial class ContentJson : JsonSerializerContext
{
    // Made on first use: as an initializer it might run before the generated one of Default.
    private static readonly Lazy<ContentJson> LazyReadable = new(CreateReadable);

    public static ContentJson Readable => LazyReadable.Value;

    private static ContentJson CreateReadable() => new(
        new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
