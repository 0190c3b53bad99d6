using System.Text;
using System.Text.Encodings.Web;

namespace Bot.Domain.Channels;

/// <summary>
/// Escapes in JSON only what JSON itself demands. Official accounts show a person an escaped letter as it was sent, and the framework's most relaxed encoder still escapes every
/// letter beyond 16 bits: emoji, and the rare characters of some surnames. Half a pair of surrogates becomes U+FFFD.
/// </summary>
public sealed class LiteralEncoder : JavaScriptEncoder
{
    public static LiteralEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\' or 0x7f;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        while (rest.Length > 0)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done || WillEncode(rune.Value))
            {
                return textLength - rest.Length;
            }

            rest = rest[length..];
        }

        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
