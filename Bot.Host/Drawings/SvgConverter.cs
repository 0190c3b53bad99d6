using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Bot.Domain.Drawings;

namespace Bot.Host.Drawings;

/// <summary>
/// Makes PNG and PDF of drawings with rsvg-convert (Debian: librsvg2-bin, with fonts-noto-cjk for the letters). The drawing goes in and the file comes out through
/// pipes: no shell, no file in between. Where the program is missing everything else goes on without pictures.
/// </summary>
/// <param name="program">What is run, by name or path.</param>
public sealed class SvgConverter(ILogger<SvgConverter> log, string program = SvgConverter.Program)
{
    public const string Program = "rsvg-convert";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private int isTold;

    /// <summary>Two at once would take both cores of a small machine from the chats.</summary>
    private readonly SemaphoreSlim turn = new(1);

    public Task<byte[]?> Png(Drawing drawing, CancellationToken stop) => Convert(drawing, "png", stop);

    public Task<byte[]?> Pdf(Drawing drawing, CancellationToken stop) => Convert(drawing, "pdf", stop);

    /// <summary>Null where it could not be made; the log says why, and of a missing program only once.</summary>
    private async Task<byte[]?> Convert(Drawing drawing, string format, CancellationToken stop)
    {
        await turn.WaitAsync(stop);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(Limit);
            return await Run(drawing.ToSvg(), format, limit.Token);
        }
        catch (Win32Exception)
        {
            if (Interlocked.Exchange(ref isTold, 1) == 0)
            {
                log.LogWarning("{Program} is missing: bulletins go out as text alone and posters cannot be had; on Debian: apt-get install librsvg2-bin fonts-noto-cjk", program);
            }

            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException || (exception is OperationCanceledException && !stop.IsCancellationRequested))
        {
            log.LogWarning("a picture could not be made ({Reason})", exception is OperationCanceledException ? $"not done within {Limit.TotalSeconds} s" : exception.Message);
            return null;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<byte[]> Run(string svg, string format, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["--format", format])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            using var made = new MemoryStream();
            var output = process.StandardOutput.BaseStream.CopyToAsync(made, stop);
            var error = process.StandardError.ReadToEndAsync(stop);
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(svg), stop);
            process.StandardInput.Close();
            await output;
            await process.WaitForExitAsync(stop);
            return process.ExitCode == 0 && made.Length > 0 ? made.ToArray() : throw new InvalidDataException($"{program} ended with {process.ExitCode}: {(await error).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
