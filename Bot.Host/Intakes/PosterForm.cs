using System.Text;
using Bot.Domain.Intakes;
using Bot.Host.Channels;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Bot.Host.Intakes;

/// <summary>
/// What was sent from a poster's page. It is read part by part, and a picture that is not taken is read past: whoever sent it gets his words back on the page, and no
/// more than <see cref="PictureRules.Most"/> pictures of one form are ever in memory.
/// </summary>
public sealed class PosterForm
{
    /// <summary>All fields, in bytes: a thousand Chinese characters as a form without pictures sends them are 9,000.</summary>
    private const int LargestFields = 32 * 1024;

    /// <summary>In bytes. Three pictures of a good camera are 60 MB; what is larger is not read to its end.</summary>
    private const long LargestBody = 64 * 1024 * 1024;
    private const int MostParts = 16;

    private readonly Dictionary<string, string> fields = new(StringComparer.Ordinal);
    private readonly List<KeptMedia.Picture> pictures = [];
    private long fieldsLength;
    private long length;

    public IReadOnlyList<KeptMedia.Picture> Pictures => pictures;

    /// <summary>One line for the writer where not every picture was taken; null where all were.</summary>
    public string? Refused { get; private set; }

    /// <summary>Empty where it was not sent. Control characters mean nothing, and PostgreSQL cannot keep a NUL.</summary>
    public string this[string field] => string.Concat(fields.GetValueOrDefault(field, "").Where(character => character == '\n' || !char.IsControl(character))).Trim();

    /// <summary>Null where the words are too many, or it is no form.</summary>
    /// <param name="keepsPictures">False: pictures are read past, for a sender who has used up his share.</param>
    public static async Task<PosterForm?> Read(HttpRequest request, bool keepsPictures, CancellationToken stop)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        if (!request.HasFormContentType || (boundary.Length == 0 && request.ContentLength > LargestFields))
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // With parts the reading itself stops at the limit: a length that is refused beforehand would be refused without the words.
            size.MaxRequestBodySize = boundary.Length == 0 ? LargestFields : null;
        }

        var form = new PosterForm();
        try
        {
            return await (boundary.Length == 0 ? form.ReadFields(request, stop) : form.ReadParts(new MultipartReader(boundary, request.Body), keepsPictures, stop)) ? form : null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            return null;
        }
    }

    private async Task<bool> ReadFields(HttpRequest request, CancellationToken stop)
    {
        foreach (var (name, value) in await request.ReadFormAsync(new FormOptions { ValueCountLimit = MostParts, ValueLengthLimit = LargestFields }, stop))
        {
            fields[name] = value.ToString();
        }

        return true;
    }

    /// <summary>False where the words are too many.</summary>
    private async Task<bool> ReadParts(MultipartReader reader, bool keepsPictures, CancellationToken stop)
    {
        for (var count = 0; count < MostParts && length <= LargestBody && await reader.ReadNextSectionAsync(stop) is { } part; count++)
        {
            if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition))
            {
                continue;
            }

            if (disposition.IsFileDisposition())
            {
                TakePicture(await Take(part.Body, keepsPictures && pictures.Count < PictureRules.Most ? PictureRules.LargestInBytes : 1, stop), keepsPictures);
            }
            else if (await Take(part.Body, LargestFields, stop) is { } value && (fieldsLength += value.Length) <= LargestFields)
            {
                fields[HeaderUtilities.RemoveQuotes(disposition.Name).ToString()] = Encoding.UTF8.GetString(value);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="content">Empty where no file was chosen; null where it was too large, or one too many.</param>
    private void TakePicture(byte[]? content, bool keepsPictures)
    {
        if (content is [] || !keepsPictures)
        {
            return;
        }

        if (pictures.Count == PictureRules.Most)
        {
            Refused = IntakeWords.TooManyPictures;
        }
        else if (content is null)
        {
            Refused = IntakeWords.PictureTooLarge;
        }
        else if (PictureRules.TypeOf(content) is { } type)
        {
            pictures.Add(new KeptMedia.Picture(type, content));
        }
        else
        {
            Refused = IntakeWords.NoPicture;
        }
    }

    /// <summary>Reads a part to its end, or to the body's limit; null where it is larger than asked for.</summary>
    private async Task<byte[]?> Take(Stream part, int most, CancellationToken stop)
    {
        using var whole = new MemoryStream();
        var piece = new byte[64 * 1024];
        var fits = true;
        for (int count; length <= LargestBody && (count = await part.ReadAsync(piece, stop)) > 0;)
        {
            length += count;
            fits &= whole.Length + count <= most;
            if (fits)
            {
                whole.Write(piece, 0, count);
            }
        }

        return fits && length <= LargestBody ? whole.ToArray() : null;
    }
}
