using System.Text;
using System.Text.Json.Nodes;
using System.Xml;

namespace Pushway.Server.Api.Mpaas.Wire;

/// <summary>An answer as XML: members are elements, entries of a list are elements <c>item</c>.</summary>
internal static class AnswerXml
{
    private const char Replacement = '\uFFFD';

    public static byte[] Write(string root, JsonObject answer)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            Write(xml, root, answer);
        }
        return stream.ToArray();
    }

    private static void Write(XmlWriter xml, string name, JsonNode? node)
    {
        xml.WriteStartElement(XmlConvert.EncodeLocalName(name));
        switch (node)
        {
            case JsonObject map:
                foreach (var (member, value) in map) Write(xml, member, value);
                break;
            case JsonArray list:
                foreach (var entry in list) Write(xml, "item", entry);
                break;
            case not null:
                xml.WriteString(Allowed(node.ToString()));
                break;
        }
        xml.WriteEndElement();
    }

    /// <summary>XML has no way to say most control characters.</summary>
    private static string Allowed(string text)
    {
        var allowed = text.ToCharArray();
        for (var i = 0; i < allowed.Length; i++)
        {
            if (!XmlConvert.IsXmlChar(allowed[i]) && !char.IsSurrogate(allowed[i])) allowed[i] = Replacement;
        }
        return new string(allowed);
    }
}
