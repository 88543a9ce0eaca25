namespace Pushway.Core.Channels;

/// <summary>What happens to a message when nobody knows whether the vendor has it. The values are stored.</summary>
public enum OnAmbiguous
{
    /// <summary>It is sent again under the same id and tag, so that it replaces itself on the screen.</summary>
    Repeat = 0,

    /// <summary>It is not sent again.</summary>
    Skip = 1,
}
