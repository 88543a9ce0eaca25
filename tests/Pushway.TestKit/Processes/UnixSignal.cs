namespace Pushway.TestKit;

/// <summary>Signals that tests send, with Linux's numbers.</summary>
internal enum UnixSignal
{
    None = 0,
    Quit = 3,
    Terminate = 15,
}
