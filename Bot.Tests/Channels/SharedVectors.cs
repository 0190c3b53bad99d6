using System.Text.Json;

namespace Bot.Tests.Channels;

/// <summary>The published vectors and samples, read where they are: in the folder "shared" beside or above the solution's. Null where there is none.</summary>
internal static class SharedVectors
{
    public static JsonElement? Read(string file)
    {
        for (var folder = Directory.GetParent(Sources.Root); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "vectors", file);
            if (File.Exists(path))
            {
                using var document = JsonDocument.Parse(File.ReadAllText(path));
                return document.RootElement.Clone();
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"shared/vectors/{file} is not here: nothing to compare with");
        return null;
    }

    public static string Text(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
