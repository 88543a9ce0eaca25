namespace Pushway.LoadGenerator.Measuring;

/// <summary>Told of every message that a device receives; called on the thread that read it.</summary>
internal interface IArrivals
{
    /// <param name="device">Index of the device in its farm.</param>
    /// <param name="sequence">The number the publisher put into the message.</param>
    /// <param name="at">Time stamp of the read, in ticks of the stopwatch.</param>
    void Arrived(int device, int sequence, long at);
}
