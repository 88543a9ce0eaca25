namespace Pushway.Device;

/// <summary>How a notification is laid out.</summary>
public enum PushStyle
{
    /// <summary>As the system does it.</summary>
    Default,

    /// <summary>With the whole body.</summary>
    BigText,

    /// <summary>With the large picture.</summary>
    Picture,
}
