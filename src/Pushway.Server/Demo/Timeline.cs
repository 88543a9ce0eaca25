using System.Globalization;

namespace Pushway.Server.Demo;

/// <summary>Prints what happens as it happens: seconds since the start, who, what.</summary>
internal sealed class Timeline(TextWriter output, TimeProvider time)
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Lock _gate = new();

    public void Add(string actor, string happening)
    {
        var elapsed = time.GetElapsedTime(_startedAt).TotalSeconds;
        Print(string.Create(CultureInfo.InvariantCulture, $"{elapsed,7:0.000} s  {actor,-10}  {happening}"));
    }

    public void Print(string text)
    {
        lock (_gate) output.WriteLine(text);
    }
}
