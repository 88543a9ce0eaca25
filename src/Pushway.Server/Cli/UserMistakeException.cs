namespace Pushway.Server.Cli;

/// <summary>Something the person at the keyboard can put right; shown as one line without a stack trace.</summary>
internal sealed class UserMistakeException : Exception
{
    public UserMistakeException(string message)
        : base(message)
    {
    }

    public UserMistakeException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
