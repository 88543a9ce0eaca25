namespace Pushway.Storage.Statistics;

/// <summary>What is counted. The values are stored until they are folded.</summary>
internal enum Metric
{
    Pushes = 0,
    Messages = 1,
    Sent = 2,
    Accepted = 3,
    Delivered = 4,
    Displayed = 5,
    Opened = 6,
    Dismissed = 7,
    Failed = 8,
}
