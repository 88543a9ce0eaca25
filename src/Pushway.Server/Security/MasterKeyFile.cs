using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Pushway.Core.Apps;
using Pushway.Server.Cli;
using Pushway.Server.Hosting;

namespace Pushway.Server.Security;

/// <summary>The master key as a file: one line of base64, readable only by its owner.</summary>
internal sealed class MasterKeyFile(DataDirectory directory, IOptions<SecurityOptions> options)
{
    private readonly bool _isOurs = options.Value.MasterKeyFile is null;

    public string Path { get; } = options.Value.MasterKeyFile ?? directory.MasterKey;

    /// <summary>Makes a key where the node may: in its data directory, if there is none. True if it did.</summary>
    public bool CreateIfMissing()
    {
        if (!_isOurs || File.Exists(Path)) return false;
        var key = RandomNumberGenerator.GetBytes(MasterKey.SizeBytes);
        DataDirectory.WriteSecret(Path, Encoding.ASCII.GetBytes(Convert.ToBase64String(key) + "\n"));
        CryptographicOperations.ZeroMemory(key);
        return true;
    }

    public MasterKey Read()
    {
        string text;
        try
        {
            text = File.ReadAllText(Path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UserMistakeException($"{Missing} ({exception.Message})", exception);
        }
        Span<byte> key = stackalloc byte[MasterKey.SizeBytes];
        if (!Base64.IsValid(text, out var length) || length != MasterKey.SizeBytes
            || !Convert.TryFromBase64String(text, key, out _))
        {
            throw new UserMistakeException($"The master key '{Path}' is not {MasterKey.SizeBytes} bytes in base64.");
        }
        return new MasterKey(key);
    }

    private string Missing => _isOurs
        ? $"The database is initialised but its master key '{Path}' cannot be read. Put it back, or set Security:MasterKeyFile."
        : $"Security:MasterKeyFile: the master key '{Path}' cannot be read.";
}
