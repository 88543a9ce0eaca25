namespace Pushway.LoadGenerator;

/// <summary>A run that cannot go on, with the reason for the person who started it.</summary>
internal sealed class LoadException : Exception
{
    public LoadException(string message) : base(message)
    {
    }

    public LoadException(string message, Exception inner) : base(message, inner)
    {
    }
}
