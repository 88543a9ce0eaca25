namespace Pushway.Core.Channels;

/// <summary>Which way a push may take. The values are stored.</summary>
public enum ChannelPolicy
{
    /// <summary>Vendor channel if a token is reported and the channel is on, else the own connection.</summary>
    Auto = 0,

    /// <summary>Own connection first; a vendor when it is not confirmed in time.</summary>
    OwnFirst = 1,
    OwnOnly = 2,
    VendorOnly = 3,
}
