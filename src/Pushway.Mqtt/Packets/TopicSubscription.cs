namespace Pushway.Mqtt.Packets;

/// <summary>One topic filter of a SUBSCRIBE with its options, MQTT 5.0 §3.8.3.1.</summary>
/// <param name="Filter">Syntactically valid topic filter.</param>
/// <param name="MaximumQoS">0 to 2.</param>
/// <param name="NoLocal">5.0 only.</param>
/// <param name="RetainAsPublished">5.0 only.</param>
/// <param name="RetainHandling">0 to 2, 5.0 only.</param>
public readonly record struct TopicSubscription(
    string Filter, byte MaximumQoS, bool NoLocal = false, bool RetainAsPublished = false, byte RetainHandling = 0);
