using System.Text;
using System.Xml;

namespace Bot.Domain.Channels;

/// <summary>The small XML of callbacks. No DTD, so neither entities that grow nor files from elsewhere; size and depth are bounded.</summary>
public static class PlatformXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = PlatformFields.MostCharacters,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,

        // Of characters written as numbers; those that stand as they are get taken out before.
        CheckCharacters = false,
    };

    /// <summary>The fields below the root element. Repeated names become a list; attributes are not looked at.</summary>
    /// <exception cref="SealException">"too_large", "too_deep", "xml_malformed"</exception>
    public static PlatformFields Read(string text)
    {
        if (text.Length > PlatformFields.MostCharacters)
        {
            throw new SealException("too_large");
        }

        try
        {
            using var reader = XmlReader.Create(new StringReader(WithoutControls(text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n'))), Settings);
            reader.MoveToContent();
            var fields = Element(reader, 1);
            while (reader.Read())
            {
                // To the end: what follows the root has to be well-formed too.
            }

            return fields;
        }
        catch (Exception fault) when (fault is XmlException or InvalidOperationException or ArgumentException)
        {
            throw new SealException("xml_malformed");
        }
    }

    /// <summary>As CDATA; words that would end it are split over two.</summary>
    public static string Quote(string text) => $"<![CDATA[{text.Replace("]]>", "]]]]><![CDATA[>", StringComparison.Ordinal)}]]>";

    /// <summary>People's words come with control characters that XML does not allow, and nobody sees them.</summary>
    private static string WithoutControls(string text) => text.AsSpan().IndexOfAnyExceptInRange(' ', '\uD7FF') < 0 || text.All(XmlConvert.IsXmlChar) ? text : string.Concat(text.Where(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter)));

    private static PlatformFields Element(XmlReader reader, int depth)
    {
        if (depth > PlatformFields.Deepest)
        {
            throw new SealException("too_deep");
        }

        var text = new StringBuilder();
        Dictionary<string, List<PlatformFields>>? members = null;
        if (reader.IsEmptyElement)
        {
            return PlatformFields.Of("");
        }

        while (reader.Read() && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                members ??= new(StringComparer.Ordinal);
                var name = reader.LocalName;
                if (!members.TryGetValue(name, out var same))
                {
                    members.Add(name, same = []);
                }

                same.Add(Element(reader, depth + 1));
            }
            else if (reader.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
            {
                text.Append(reader.Value);
            }
        }

        return members is null
            ? PlatformFields.Of(text.ToString())
            : PlatformFields.Of(members.ToDictionary(pair => pair.Key, pair => pair.Value.Count == 1 ? pair.Value[0] : PlatformFields.Of(pair.Value), StringComparer.Ordinal));
    }
}
