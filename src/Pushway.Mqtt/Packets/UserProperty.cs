namespace Pushway.Mqtt.Packets;

/// <summary>A name and a value the application gives a meaning, MQTT 5.0 §2.2.2.2; names may repeat.</summary>
public readonly record struct UserProperty(string Name, string Value);
